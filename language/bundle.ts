/** What is said of a bundle on the page and by the command: why one is refused, and what is missing of a case. */

export const en = {
  'bundle.refused.bundle-damaged': 'It is no zip, or it is damaged or cut off: {name}',
  'bundle.refused.bundle-ambiguous':
    'Two programs could read different things in this zip: something stands before, after or between its parts. {name}',
  'bundle.refused.bundle-too-many': 'It holds more entries than a bundle may. {name}',
  'bundle.refused.bundle-too-large': 'An entry is larger than one of its sort may be: {name}',
  'bundle.refused.bundle-bomb': 'An entry would unpack to far more than any evidence does: {name}',
  'bundle.refused.bundle-encrypted': 'An entry is encrypted: {name}',
  'bundle.refused.bundle-compression': 'An entry is compressed in a way that bundles do not use: {name}',
  'bundle.refused.bundle-symlink': 'An entry is a link to something else: {name}',
  'bundle.refused.bundle-overlap': 'Two entries share the same bytes of the zip: {name}',
  'bundle.refused.bundle-name-absolute': 'A name leads to a place outside of the bundle: {name}',
  'bundle.refused.bundle-name-traversal': 'A name leads out of the bundle by “..”: {name}',
  'bundle.refused.bundle-name-invalid': 'A name is none that every system can unpack: {name}',
  'bundle.refused.bundle-name-doubled':
    'Two names are the same, or some systems take them for the same: {name}',
  'bundle.refused.bundle-no-bag': 'It holds no bundle: a folder with “bagit.txt” in it is missing. {name}',
  'bundle.refused.bundle-manifest-missing': 'The list of its files is missing: {name}',
  'bundle.refused.bundle-manifest-invalid': 'The list of its files cannot be read: {name}',
  'bundle.refused.bundle-tag-manifest-missing':
    'The list that guards the bundle’s own pages and lists was removed: {name}',
  'bundle.refused.bundle-unlisted': 'It holds more than its lists name: {name}',
  'bundle.refused.bundle-file-missing': 'It holds less than its lists name: {name}',
  'bundle.refused.bundle-changed': 'A file was changed after the bundle was made: {name}',
  'bundle.refused.bundle-contents-missing': 'It is a bag, but not a bundle of a case: {name} is missing.',
  'bundle.refused.bundle-contents-invalid': 'Its contents cannot be read: {name}',
  'bundle.refused.means':
    'The bundle is refused as a whole. That says nothing about the evidence, for it or against it.',
  'bundle.evidence.title': 'What agencies said on the chain',
  'bundle.evidence.refused': '{path}: this proof does not hold ({code}), and says nothing.',
  'bundle.page.refused': 'Bundle refused',
  'bundle.page.name': 'Bundle: {name}',
  'bundle.page.VERIFIED.means':
    'Every record of the bundle holds up to the seals of its block, and each file in it is, byte for byte, one that its record shows.',
  'bundle.page.MISMATCH.means':
    'The receipts hold, but at least one file in the bundle is none of the files that its record shows.',
  'bundle.page.INVALID.means':
    'At least one receipt in the bundle fails a check and proves nothing. That says nothing about the files.',
  'bundle.page.UNDETERMINED.means':
    'Something is missing for a verdict on the whole bundle: see below. Nothing speaks against the evidence.',
  'bundle.page.case': 'The case of {agency}',
  'bundle.page.corrected': 'Its agency no longer stands by this record:',
  'bundle.page.records': 'Records',
  'bundle.page.related': 'Records of other cases that belong to this one',
  'bundle.page.relatedMeans':
    'Reasons, purposes, reports and what persons signed, by whichever agency. What else is in their cases is not asked here.',
  'bundle.links.added':
    'Your trust bundle was carried forward by {added} links that this bundle brings, each sealed by the validators before it. Compare the head with what the agencies say of it: {head}',
  'bundle.links.refused':
    'The links for your trust bundle in this case bundle do not hold ({code}) and were not used; your trust bundle stands as it is.',
  'bundle.page.pages': 'Pages of the list of records',
  'bundle.page.record': 'Record {position}',
  'bundle.page.unplaced': 'Record without a place',
  'bundle.page.files': 'files in the bundle: {count}',
  'bundle.page.absent': 'Recorded and shown, but not in the bundle:',
  'bundle.page.misnamed': 'The contents of the bundle call this record by another ID.',
  'bundle.refused.next': 'Ask whoever gave it to you for the bundle again.',

  'bundle.outcome.complete':
    'Complete: the agency closed this case with {count} records, and all of them are here.',
  'bundle.outcome.open':
    'Complete to record {count}. The case is open: whether there are later records, this bundle cannot tell.',
  'bundle.outcome.incomplete': 'Something is missing of this case.',
  'bundle.outcome.unknown':
    'Whether something is missing cannot be told: the order of the records is hidden.',

  'bundle.finding.link-hidden': 'This record does not show its place in the case.',
  'bundle.finding.record-missing': 'Record {position} is missing.',
  'bundle.finding.link-broken':
    'Record {position} follows another record than the one that stands before it.',
  'bundle.finding.branch': 'Two records claim position {position}: the case has a second branch.',
  'bundle.finding.last-missing': 'Record {position}, the last of the closed case, is missing.',
  'bundle.finding.head-differs':
    'Another record than this one was the last, number {position}, when the case was closed.',
  'bundle.finding.beyond-close': 'Record {position} comes after the end of the closed case.',
  'bundle.finding.closing-unsaid': 'The case was closed on the chain, and the bundle does not say so.',
  'bundle.finding.closing-differs': 'The case was closed in two ways. Show this to the other agencies.',
  'bundle.finding.superseded-unsaid':
    'This record was superseded by a later one, and the bundle does not say so.',
  'bundle.finding.withdrawn-unsaid': 'This record was withdrawn, and the bundle does not say so.',
  'bundle.finding.replacement-missing': 'The record that takes the place of another is missing.',
  'bundle.finding.opinion-unsaid':
    'Another agency gave opinion {number} on this record, and the bundle leaves it out.',
  'bundle.finding.opinion-missing': 'Opinion {number} on this record is missing: a later one is here.',
};

export const zh: Record<keyof typeof en, string> = {
  'bundle.refused.bundle-damaged': '不是 zip 文件，或已损坏、不完整：{name}',
  'bundle.refused.bundle-ambiguous':
    '不同程序会从该 zip 中读出不同内容：其各部分之前、之后或之间有多余数据。{name}',
  'bundle.refused.bundle-too-many': '条目数超过案卷包的上限。{name}',
  'bundle.refused.bundle-too-large': '有条目超过该类文件的大小上限：{name}',
  'bundle.refused.bundle-bomb': '有条目解压后远大于任何证据文件：{name}',
  'bundle.refused.bundle-encrypted': '有条目已加密：{name}',
  'bundle.refused.bundle-compression': '有条目采用案卷包不使用的压缩方式：{name}',
  'bundle.refused.bundle-symlink': '有条目是指向他处的链接：{name}',
  'bundle.refused.bundle-overlap': '有两个条目共用 zip 中的同一段数据：{name}',
  'bundle.refused.bundle-name-absolute': '有名称指向案卷包以外的位置：{name}',
  'bundle.refused.bundle-name-traversal': '有名称用“..”指向案卷包以外：{name}',
  'bundle.refused.bundle-name-invalid': '有名称在某些系统上无法解压：{name}',
  'bundle.refused.bundle-name-doubled': '有两个名称相同，或在某些系统上会被视为相同：{name}',
  'bundle.refused.bundle-no-bag': '其中没有案卷包：缺少含“bagit.txt”的文件夹。{name}',
  'bundle.refused.bundle-manifest-missing': '缺少文件清单：{name}',
  'bundle.refused.bundle-manifest-invalid': '文件清单无法读取：{name}',
  'bundle.refused.bundle-tag-manifest-missing': '保护案卷包自身页面和清单的清单已被移除：{name}',
  'bundle.refused.bundle-unlisted': '其中的内容多于清单所列：{name}',
  'bundle.refused.bundle-file-missing': '其中的内容少于清单所列：{name}',
  'bundle.refused.bundle-changed': '案卷包制成后有文件被改动：{name}',
  'bundle.refused.bundle-contents-missing': '这是 BagIt 包，但不是案卷包：缺少 {name}。',
  'bundle.refused.bundle-contents-invalid': '其目录无法读取：{name}',
  'bundle.refused.means': '整个案卷包不予采用。这对证据本身既不证明也不否定。',
  'bundle.evidence.title': '各机构在链上的表示',
  'bundle.evidence.refused': '{path}：该证明不成立（{code}），不说明任何内容。',
  'bundle.page.refused': '案卷包不予采用',
  'bundle.page.name': '案卷包：{name}',
  'bundle.page.VERIFIED.means':
    '案卷包中的每条记录都成立，直至区块的封签；其中每个文件都与记录所披露的文件逐字节一致。',
  'bundle.page.MISMATCH.means': '回执成立，但案卷包中至少有一个文件不是其记录所披露的文件。',
  'bundle.page.INVALID.means':
    '案卷包中至少有一份回执未通过核验，不能证明任何事。这对文件本身既不证明也不否定。',
  'bundle.page.UNDETERMINED.means': '要对整个案卷包下结论尚有缺失，见下。没有任何内容表明证据有问题。',
  'bundle.page.case': '{agency}的案件',
  'bundle.page.corrected': '其机构已不再坚持该记录：',
  'bundle.page.records': '存证记录',
  'bundle.page.related': '与本案相关的其他案件的存证记录',
  'bundle.page.relatedMeans':
    '意见理由、移交目的、反馈和人员签署等，可来自任一机构；此处不核查其所在案件是否完整。',
  'bundle.links.added':
    '本案卷包带有信任根的后续链接，您的信任根已据此前移 {added} 条，每一条均由此前的验证者封签。请与各机构公布的最新指纹核对：{head}',
  'bundle.links.refused': '本案卷包所带的信任根链接不成立（{code}），未予采用；您的信任根保持原样。',
  'bundle.page.pages': '记录列表的分页',
  'bundle.page.record': '第 {position} 条记录',
  'bundle.page.unplaced': '未公开次序的记录',
  'bundle.page.files': '案卷包中的文件：{count}',
  'bundle.page.absent': '记录披露了这些文件，但不在案卷包中：',
  'bundle.page.misnamed': '案卷包的目录以另一编号称呼该记录。',
  'bundle.refused.next': '请向提供者重新索取案卷包。',

  'bundle.outcome.complete': '完整：该机构结案时共有 {count} 条记录，均在其中。',
  'bundle.outcome.open': '到第 {count} 条记录为止完整。案件尚未结案：之后是否还有记录，本案卷包无法说明。',
  'bundle.outcome.incomplete': '该案件有缺失。',
  'bundle.outcome.unknown': '无法判断是否有缺失：记录的次序未公开。',

  'bundle.finding.link-hidden': '该记录未公开其在案件中的次序。',
  'bundle.finding.record-missing': '缺少第 {position} 条记录。',
  'bundle.finding.link-broken': '第 {position} 条记录所承接的并非其前一条记录。',
  'bundle.finding.branch': '有两条记录都称是第 {position} 条：案件出现分支。',
  'bundle.finding.last-missing': '缺少第 {position} 条记录，即结案时的最后一条。',
  'bundle.finding.head-differs': '结案时的最后一条（第 {position} 条）并非该记录。',
  'bundle.finding.beyond-close': '第 {position} 条记录在结案之后。',
  'bundle.finding.closing-unsaid': '该案件已在链上结案，而案卷包未说明。',
  'bundle.finding.closing-differs': '该案件有两种不同的结案。请出示给其他机构。',
  'bundle.finding.superseded-unsaid': '该记录已被后来的记录取代，而案卷包未说明。',
  'bundle.finding.withdrawn-unsaid': '该记录已被撤回，而案卷包未说明。',
  'bundle.finding.replacement-missing': '缺少取代另一条记录的那条记录。',
  'bundle.finding.opinion-unsaid': '另一机构对该记录给出了第 {number} 条意见，而案卷包略去了它。',
  'bundle.finding.opinion-missing': '缺少对该记录的第 {number} 条意见：其后的意见在其中。',
};
