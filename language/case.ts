/** What `jz case` prints, and the list in a bundle's page. Part of language/command.ts. */

export const en = {
  'case.summary': 'a whole case in one file: export, verify, import',
  'case.description':
    'A bundle is one zip with the records of a case, their receipts and files. Anyone verifies it without a network and without trusting whoever made it; the trust bundle comes from elsewhere.',
  'case.export': 'write a case of the own service into a bundle',
  'case.export.description':
    'Writes the records of a case with their receipts and the files that the service holds into one zip, which is also a BagIt bag. By default everything is shown that the receipts show; what is left out stays committed in the records and hidden. The zip gets its name when it is whole.',
  'case.export.case': 'name of the case',
  'case.export.out': 'file to write; it must not exist yet',
  'case.export.claims': 'show these claims only',
  'case.export.noClaims': 'show no claims',
  'case.export.files':
    'show these files only, by their name in the record (with or without folders) or their SHA-256',
  'case.export.noFiles': 'show no files',
  'case.export.hideCase': 'do not show the name of the case',
  'case.export.noRelated':
    'without the records of other cases that opinions, corrections and hand-offs of this one name, and without countersignatures',
  'case.export.noTimeStamps': 'without the time stamps of an outside authority',
  'case.export.working': 'writing',
  'case.export.done':
    'Written: {path}. {records} records of the case, {related} of other cases, {files} files, {size}.',
  'case.export.absent': 'Not in it, because the service holds its digests only: {name}',
  'case.export.unheld':
    'Not in it, because its receipt is not kept here: record {record}, which a statement names',
  'case.verify': 'verify a bundle offline',
  'case.verify.description':
    'Holds every entry of the zip against its lists, verifies every record with the pinned trust bundle, and says what is missing of the case. The exit code is that of jz verify, for the worst of its records; something missing is never 0.',
  'case.verify.file': 'the bundle, a zip',
  'case.verify.records': '{count} records',
  'case.verify.record': 'Record {position}',
  'case.verify.recordUnplaced': 'Record',
  'case.verify.absent': 'not in the bundle: {name}',
  'case.verify.misnamed': 'The contents of the bundle call this record by another ID.',
  'case.verify.case': 'Case of {agency}',
  'case.verify.corrected': 'no longer stands: {record}',
  'case.import': 'verify a bundle and have the own service keep it',
  'case.import.description':
    'Verifies the whole bundle offline first. Only if every record holds are the receipts and files handed to the own service, which verifies each again on its own chain and keeps it. Importing it again keeps nothing twice.',
  'case.import.done': 'Kept: {record} of {agency} ({held}).',
  'case.import.again': 'Kept before: {record} of {agency} ({held}).',
  'case.import.incomplete': 'Kept, although something is missing of the case:',

  'case.index.title': 'What this bundle says it holds',
  'case.index.how':
    'To verify it: drop the zip on the field above, then the trust bundle of the consortium, which you get from elsewhere. This page asks no server and holds no trust bundle.',
  'case.index.claim': 'This list was written by whoever made the bundle. Only the verdicts above count.',
  'case.index.record': 'Record {position}',
  'case.index.related': 'Record of another case that belongs to this one',
  'case.index.absent': 'not in the bundle',
  'case.index.noFiles': 'No file of it is shown.',

  'error.case-empty': 'The service holds no records of the case “{case}”.',
  'error.case-empty.next': 'Check the name; it must be written exactly as it was submitted.',
  'error.case-not-anchored': 'Record {position} of the case is not anchored yet ({state}).',
  'error.case-not-anchored.next': 'Try again in a moment. A bundle holds proved records only.',
  'error.case-file-differs': 'What the service holds of “{name}” is not what record {record} says.',
  'error.case-file-differs.next': 'Run jz audit on the machine of the service. No bundle was written.',
  'error.case-file-unknown': 'No record of the case shows a file “{name}”.',
  'error.case-file-unknown.next': 'Give names as the records have them, or SHA-256 digests.',
  'error.case-claim-unknown': 'No record of the case shows a claim “{name}”.',
  'error.case-claim-unknown.next': 'Give claims by the names that the records have.',
  'error.timeline-needs-one': 'Which case?',
  'error.timeline-needs-one.next':
    'Give a case of this agency, or --record ID, or --commitment HEX: one of them.',
  'error.case-import-refused': 'The bundle was not imported: its verdict is {verdict}. Nothing was kept.',
  'error.case-import-refused.next': 'jz case verify shows each record and each check.',
};

export const zh: Record<keyof typeof en, string> = {
  'case.summary': '把整个案件放进一个文件：导出、核验、导入',
  'case.description':
    '案卷包是一个 zip 文件，含案件的记录、回执和文件。任何人都可离线核验，无需信任制作者；信任根须另行取得。',
  'case.export': '把本机构服务中的案件写成案卷包',
  'case.export.description':
    '把案件的记录、回执和服务所存的文件写入一个 zip，它同时是 BagIt 包。默认公开回执所公开的全部内容；未选入的内容仍由记录承诺，但不公开。写完整后 zip 才得到其名称。',
  'case.export.case': '案件名称',
  'case.export.out': '要写入的文件，须尚不存在',
  'case.export.claims': '只公开这些声明项',
  'case.export.noClaims': '不公开声明项',
  'case.export.files': '只公开这些文件，用记录中的名称（可不含文件夹）或 SHA-256 指定',
  'case.export.noFiles': '不公开文件',
  'case.export.hideCase': '不公开案件名称',
  'case.export.noRelated': '不含本案意见、更正和移交所提及的其他案件的存证记录，也不含人员签署',
  'case.export.noTimeStamps': '不含外部机构的时间戳',
  'case.export.working': '正在写入',
  'case.export.done':
    '已写入：{path}。本案 {records} 条记录，其他案件 {related} 条，{files} 个文件，{size}。',
  'case.export.absent': '未包含，因为服务只存有其摘要：{name}',
  'case.export.unheld': '未包含，因为本机构没有其回执：链上表示所提及的存证记录 {record}',
  'case.verify': '离线核验案卷包',
  'case.verify.description':
    '将 zip 的每个条目与清单比对，用所固定的信任根核验每条记录，并说明案件缺少什么。退出码与 jz verify 相同，取各记录中最差者；有缺失时绝不为 0。',
  'case.verify.file': '案卷包（zip）',
  'case.verify.records': '{count} 条记录',
  'case.verify.record': '第 {position} 条记录',
  'case.verify.recordUnplaced': '记录',
  'case.verify.absent': '不在案卷包中：{name}',
  'case.verify.misnamed': '案卷包的目录以另一编号称呼该记录。',
  'case.verify.case': '{agency} 的案件',
  'case.verify.corrected': '已不再有效：{record}',
  'case.import': '核验案卷包并由本机构服务保存',
  'case.import.description':
    '先离线核验整个案卷包。仅当每条记录都成立时，才把回执和文件交给本机构服务，由其在自己的链上再次核验并保存。重复导入不会重复保存。',
  'case.import.done': '已保存：{agency} 的 {record}（{held}）。',
  'case.import.again': '此前已保存：{agency} 的 {record}（{held}）。',
  'case.import.incomplete': '已保存，但该案件有缺失：',

  'case.index.title': '本案卷包自称所含内容',
  'case.index.how':
    '核验方法：把 zip 拖到上方区域，再拖入联盟的信任根（须另行取得）。本页面不访问任何服务器，也不含信任根。',
  'case.index.claim': '本列表由案卷包的制作者写成。只有上方的核验结论有效。',
  'case.index.record': '第 {position} 条记录',
  'case.index.related': '与本案相关的其他案件的存证记录',
  'case.index.absent': '不在案卷包中',
  'case.index.noFiles': '未公开其文件。',

  'error.case-empty': '服务中没有案件“{case}”的记录。',
  'error.case-empty.next': '请检查名称，须与提交时完全一致。',
  'error.case-not-anchored': '案件的第 {position} 条记录尚未上链（{state}）。',
  'error.case-not-anchored.next': '请稍后再试。案卷包只含已证明的记录。',
  'error.case-file-differs': '服务所存的“{name}”与记录 {record} 所述不符。',
  'error.case-file-differs.next': '请在服务所在机器上运行 jz audit。未写出案卷包。',
  'error.case-file-unknown': '案件中没有记录公开文件“{name}”。',
  'error.case-file-unknown.next': '请使用记录中的名称或 SHA-256 摘要。',
  'error.case-claim-unknown': '案件中没有记录公开声明项“{name}”。',
  'error.case-claim-unknown.next': '请使用记录中声明项的名称。',
  'error.timeline-needs-one': '未指定案件。',
  'error.timeline-needs-one.next': '请指定本机构的案件，或 --record 编号，或 --commitment 承诺，三者择一。',
  'error.case-import-refused': '未导入案卷包：其结论为 {verdict}。什么也没有保存。',
  'error.case-import-refused.next': 'jz case verify 会列出每条记录和每项检查。',
};
