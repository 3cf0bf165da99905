import type { Language } from './language.ts';

/**
 * What the service says at the terminal when it is founded, starts and stops; and what is wrong with the chain or the
 * evidence, under `alert.CODE`, with what to do under `alert.CODE.next`.
 */

export const en = {
  'founding.title': 'This is the first start: a chain is founded here, with one agency, yours.',
  'founding.ask-id': 'Short id of your agency (a-z, 0-9, "-"; it cannot be changed later)',
  'founding.ask-name-en': 'Name of your agency in English',
  'founding.ask-name-zh': 'Name of your agency in Chinese',
  'founding.id-wrong': 'An id is 1 to 31 of a-z, 0-9 and "-", and begins with a letter.',
  'founding.name-wrong': 'A name is on one line, without control characters.',
  'founding.done': 'Founded. Keys are in {keys}: keep a copy of that folder in a safe place.',
  'founding.fingerprint': 'Fingerprint of the founding document: {fingerprint}',
  'founding.default-id': 'agency',
  'founding.default-name-en': 'This agency',
  'founding.default-name-zh': '本机构',

  'start.ready': 'Jianzheng is ready: {url}',
  'start.sign-in': 'Sign in once with this link: {link}',
  'start.single':
    'One operator runs this chain: receipts prove that nothing was changed later, not when it began.',
  'start.stop-hint': 'Ctrl-C stops it.',
  'start.alert': 'Look at this: {text} ({subject}, {at})',
  'stop.stopping': 'Stopping; what was acknowledged is safe. Ctrl-C again ends it at once.',
  'stop.stopped': 'Stopped.',
  'stop.at-once': 'Ended at once; the next start picks up what was acknowledged.',

  'failed.data-in-use': 'Another service already uses {folder}.',
  'failed.data-in-use.next': 'Stop it first, or set JIANZHENG_DATA to another folder.',
  'failed.port-taken': 'Port {port} of {host} is taken.',
  'failed.port-taken.next':
    'Stop what uses it, or set JIANZHENG_PORT to another port (0 takes any free one).',
  'failed.address-unusable': 'This machine does not have the address {host}.',
  'failed.address-unusable.next': 'Set JIANZHENG_HOST to an address of this machine.',
  'failed.calendar-unusable': 'The calendar of working days {path} cannot be used: {reason}',
  'failed.calendar-unusable.next':
    'Mend the file, or start without JIANZHENG_CALENDAR: then only weekends are left out. docs/operations/working-days.md describes it.',
  'failed.time-stamp-authority-unusable':
    'The certificates of the time-stamping authority in {path} cannot be used: {reason}',
  'failed.time-stamp-authority-unusable.next':
    'Set JIANZHENG_TSA_CA to a PEM file with its certificates, or start without JIANZHENG_TSA_URL.',
  'failed.founding-incomplete':
    'The data folder {folder} is not complete: {found} is there, founding.json is not.',
  'failed.founding-incomplete.next':
    'Restore founding.json from a backup, or set JIANZHENG_DATA to an empty folder.',
  'failed.trust-missing':
    'A node of a consortium is set (JIANZHENG_RPC_URL), but {folder} holds no trust.json and no operator key.',
  'failed.trust-missing.next': 'Put the consortium’s trust.json and your keys/operator.key there.',
  'failed.trust-unreadable': '{path} cannot be read or does not hold: {reason}',
  'failed.trust-unreadable.next':
    'Restore trust.json from a backup, or from whoever has it exported; its fingerprint must be the one that you know.',
  'failed.folder-unusable': '{path} cannot be used as a folder: {reason}',
  'failed.folder-unusable.next':
    'Make it a folder that this user can read and write, or set JIANZHENG_DATA to another one.',
  'failed.file-unusable': '{path} cannot be used: {reason}',
  'failed.file-unusable.next':
    'Look what is there, and whether this user can read and write it; move away what does not belong there.',
  'failed.store-damaged': '{path} is damaged, empty or missing, and is not begun anew.',
  'failed.store-damaged.next':
    'Keep what is there, and restore the data folder from a backup, see docs/operations/one-machine.md.',
  'failed.store-version':
    '{path} was written by a newer version: it has version {found}, and this one reads up to {known}.',
  'failed.store-version.next': 'Use the version that wrote it. Nothing was changed.',
  'failed.storage-full': 'No room is left for {path}: {reason}',
  'failed.storage-full.next': 'Make room on that disk, then start again. What was acknowledged is safe.',
  'failed.key-unreadable': 'The key {path} cannot be read.',
  'failed.key-unreadable.next': 'Restore the file from a backup: 64 hex digits, readable by this user.',
  'failed.agency-unknown': 'The operator key {operator} belongs to no founding agency.',
  'failed.agency-unknown.next': 'Set JIANZHENG_AGENCY to the id of your agency.',
  'start.chain-fault': 'The chain of this machine cannot run. {reason}',
  'start.chain-fault.next': 'Nothing was changed. When it is mended, start again.',
  'failed.unexpected': 'The service cannot start: {reason}',
  'failed.unexpected.next': 'Look at docs/operations/one-machine.md.',

  'alert.foreign-anchor': 'A root that is not ours stands under our agency on the chain',
  'alert.foreign-anchor.next':
    'If it was after a restore, this is expected once. If not, someone else holds the operator key: run `jz audit`, and change the key.',
  'alert.batch-matched': 'An anchored batch was found again after a restore, and matched to its records',
  'alert.batch-matched.next': 'Nothing is to be done: it is noted, so that an auditor can ask about it.',
  'alert.anchor-refused':
    'The ledger would refuse our anchors: was the operator key revoked, or the agency suspended?',
  'alert.anchor-refused.next': 'Ask the other agencies, and set the operator key that is in force.',
  'alert.anchor-failed': 'A signed anchor had no effect and was signed again',
  'alert.anchor-failed.next': 'If it comes again, look whether someone else uses the operator key.',
  'start.chain-ended': 'The chain of this machine has ended and cannot go on. {reason} [{code}]',
  'start.chain-ended.next':
    'The service stays up: records are kept, and anchored when the chain runs again. Mend it, then start the service again.',

  'alert.chain-founding-invalid':
    'The embedded chain cannot run: founding.json cannot be read or does not hold',
  'alert.chain-founding-invalid.next':
    'Stop the service, restore founding.json from a backup, and start it again.',
  'alert.chain-founding-other': 'The embedded chain cannot run: chain/ was founded on another founding.json',
  'alert.chain-founding-other.next':
    'Stop the service, restore chain/ and founding.json from the same backup, and start it again.',
  'alert.chain-key-invalid': 'The embedded chain cannot run: keys/validator.key cannot be read or is no key',
  'alert.chain-key-invalid.next':
    'Stop the service, restore keys/validator.key from a backup, and start it again.',
  'alert.chain-key-foreign': 'The embedded chain cannot run: keys/validator.key is of none of its validators',
  'alert.chain-key-foreign.next':
    'Stop the service, restore keys/validator.key from a backup, and start it again.',
  'alert.chain-seals-missing':
    'The embedded chain cannot go on: its blocks need the seals of several validators',
  'alert.chain-seals-missing.next':
    'Run the node of the consortium and set JIANZHENG_RPC_URL, see docs/operations/consortium.md.',
  'alert.chain-damaged': 'The embedded chain has ended: its store is damaged, and nothing is built on that',
  'alert.chain-damaged.next': 'Stop the service, restore chain/ from a backup, and start it again.',
  'alert.chain-unreadable': 'The embedded chain cannot run: its store cannot be opened',
  'alert.chain-unreadable.next':
    'Stop the service, look who owns chain/ and which version wrote it, and start it again.',
  'alert.chain-missing': 'The embedded chain is gone from its folder, and was not founded a second time',
  'alert.chain-missing.next': 'Stop the service, restore chain/ from a backup, and start it again.',
  'alert.chain-final-conflict':
    'The embedded chain has ended: the validators sealed two blocks of one height, and it chooses none',
  'alert.chain-final-conflict.next':
    'Keep chain/ as it is: both sealed headers are in final-conflict.json. The agencies must find out together who sealed twice, and which chain stands.',
  'alert.chain-final-mismatch':
    'The embedded chain has ended: a final block says another result than executing it gives here',
  'alert.chain-final-mismatch.next':
    'Compare the versions that the agencies run, install the one that agrees with the others, and start it again.',
  'alert.ledger-superseded': 'The agencies have named another ledger, in which this version does not anchor',
  'alert.ledger-superseded.next':
    'Install a version that does before its first block. From then on records wait here, nothing is lost, and receipts of before stay as good as they were.',
  'alert.node-stalled': 'The node answers, but has had no new block for too long',
  'alert.node-stalled.next':
    'Look whether the node has its peers, and ask the other agencies: with more than a third of the validators away no block is made.',
  'alert.validator-silent': 'A validator has sealed none of the last blocks',
  'alert.validator-silent.next':
    'Ask its agency whether its node runs. The chain bears fewer than a third of them away, and halts with more.',
  'alert.agency-silent': 'An agency has not anchored for a long time',
  'alert.agency-silent.next':
    'Ask the agency. Where it is meant to be so, raise JIANZHENG_SILENT_DAYS or set it to 0.',
  'alert.batch-withheld': 'An agency does not hand out the records of a batch that it anchored, or others',
  'alert.batch-withheld.next':
    'Ask the agency; the network page says why and since when. This is no proof: only this service has seen it. Let other agencies ask as well, and keep receipts of what matters yourself.',
  'alert.peer-unreachable': 'The service of another agency has not answered for too long',
  'alert.peer-unreachable.next':
    'An outage is no refusal. Look at your own line and at JIANZHENG_PEERS first, then ask the agency.',
  'alert.time-stamps-missing': 'The time-stamping authority has given no usable token for too long',
  'alert.time-stamps-missing.next':
    'No record is lost by it. The status names the reason under timeStamps: look at the line, at JIANZHENG_TSA_URL and JIANZHENG_TSA_CA, then ask the authority.',
  'alert.webhook-paused':
    'A webhook has taken nothing for two days, or said that it is gone; nothing more is sent to it',
  'alert.webhook-paused.next':
    'See jz webhook deliveries for why, and ask whoever runs it. Then jz webhook resume ID: what it has missed of the last 30 days is sent. Or remove it.',
  'alert.node-off-chain': 'The node shows another chain than the one that was verified',
  'alert.node-off-chain.next':
    'Two histories exist. Keep both, tell the other agencies, and connect a node of the one that was verified: a restored chain/ must be the newest backup.',
  'alert.node-behind': 'The node is behind blocks that were verified',
  'alert.node-behind.next':
    'A node of a consortium catches up: wait. An embedded chain was restored from an older copy: restore chain/ from the newest one.',
  'alert.head-unverified': 'The seals of the node’s last block do not hold',
  'alert.head-unverified.next':
    'The node shows a block that the validators did not seal. Connect another node, and tell the other agencies.',
  'alert.ledger-other-chain': 'The node is of another chain',
  'alert.ledger-other-chain.next':
    'Set JIANZHENG_RPC_URL to a node of the chain that trust.json names, or restore trust.json, founding.json and chain/ from the same backup.',
  'alert.storage-full': 'No room is left on the disk of the service',
  'alert.storage-full.next':
    'Make room on that disk. What was acknowledged is safe; what waits goes on by itself.',
  'alert.store-damaged': 'The database of the service is damaged',
  'alert.store-damaged.next':
    'Stop the service, keep what is there, and restore the data folder from a backup, see docs/operations/one-machine.md.',
  'alert.chain-unreachable': 'The chain does not answer',
  'alert.chain-unreachable.next':
    'Records are kept and anchored when it is back. Look at what the service prints; with JIANZHENG_RPC_URL, whether that node runs.',
  'alert.chain-halted':
    'The chain makes no blocks: not enough of its validators can seal, or its proposer is away',
  'alert.chain-halted.next':
    'Records are kept and anchored when it goes on, which it does by itself. The status names the agencies that are waited for: ask them whether their nodes run.',
  'alert.chain-not-ready': 'The chain has not shown a sealed block yet',
  'alert.chain-not-ready.next': 'Wait some seconds; in a consortium, until enough validators run.',
  'alert.sealed-twice':
    'Two sealed blocks have one number: a majority of the validators signed two histories',
  'alert.sealed-twice.next':
    'The proof is in the folder “evidence” of the data folder: give it to every agency, each checks it with `jz evidence verify`. Without a file there, keep the receipt that showed the other block.',
} as const;

export type ServiceKey = keyof typeof en;

export const zh: Record<ServiceKey, string> = {
  'founding.title': '首次启动：将在此建立一条链，只有一个机构，即贵机构。',
  'founding.ask-id': '机构代号（a-z、0-9、“-”；以后不能更改）',
  'founding.ask-name-en': '机构英文名称',
  'founding.ask-name-zh': '机构中文名称',
  'founding.id-wrong': '代号为 1 至 31 个字符，只含 a-z、0-9 和“-”，并以字母开头。',
  'founding.name-wrong': '名称须为一行文字，不含控制字符。',
  'founding.done': '已建立。密钥在 {keys}：请将该文件夹另存一份于安全之处。',
  'founding.fingerprint': '创始文件指纹：{fingerprint}',
  'founding.default-id': 'agency',
  'founding.default-name-en': 'This agency',
  'founding.default-name-zh': '本机构',

  'start.ready': '见证已就绪：{url}',
  'start.sign-in': '用此链接登录（一次有效）：{link}',
  'start.single': '本链由单一机构运行：回执证明此后未被更改，但不独立证明起始时间。',
  'start.stop-hint': '按 Ctrl-C 停止。',
  'start.alert': '请注意：{text}（{subject}，{at}）',
  'stop.stopping': '正在停止；已确认的内容均已保存。再按一次 Ctrl-C 立即结束。',
  'stop.stopped': '已停止。',
  'stop.at-once': '已立即结束；下次启动时将继续处理已确认的内容。',

  'failed.data-in-use': '另一个服务正在使用 {folder}。',
  'failed.data-in-use.next': '请先停止它，或将 JIANZHENG_DATA 设为其他文件夹。',
  'failed.port-taken': '{host} 的端口 {port} 已被占用。',
  'failed.port-taken.next': '请停止占用者，或将 JIANZHENG_PORT 设为其他端口（0 表示任一空闲端口）。',
  'failed.address-unusable': '本机没有地址 {host}。',
  'failed.address-unusable.next': '请将 JIANZHENG_HOST 设为本机的地址。',
  'failed.calendar-unusable': '工作日历 {path} 无法使用：{reason}',
  'failed.calendar-unusable.next':
    '请改正该文件，或不设置 JIANZHENG_CALENDAR 再启动（此时仅排除周末）。格式见 docs/operations/working-days.md。',
  'failed.time-stamp-authority-unusable': '时间戳服务机构的证书文件 {path} 无法使用：{reason}',
  'failed.time-stamp-authority-unusable.next':
    '请将 JIANZHENG_TSA_CA 设为含其证书的 PEM 文件，或不设置 JIANZHENG_TSA_URL 再启动。',
  'failed.founding-incomplete': '数据文件夹 {folder} 不完整：有 {found}，却没有 founding.json。',
  'failed.founding-incomplete.next': '请从备份恢复 founding.json，或将 JIANZHENG_DATA 设为空文件夹。',
  'failed.trust-missing': '已设置联盟节点（JIANZHENG_RPC_URL），但 {folder} 中没有 trust.json 和操作密钥。',
  'failed.trust-missing.next': '请将联盟的 trust.json 和贵机构的 keys/operator.key 放入其中。',
  'failed.trust-unreadable': '{path} 无法读取或不成立：{reason}',
  'failed.trust-unreadable.next': '请从备份或已导出者处恢复 trust.json；其指纹须与您所知的一致。',
  'failed.folder-unusable': '{path} 不能用作文件夹：{reason}',
  'failed.folder-unusable.next': '请将其设为本用户可读写的文件夹，或将 JIANZHENG_DATA 设为其他文件夹。',
  'failed.file-unusable': '{path} 无法使用：{reason}',
  'failed.file-unusable.next': '请检查该处内容及本用户是否可读写；不应在该处的内容请移走。',
  'failed.store-damaged': '{path} 已损坏、为空或缺失，且不会重新建立。',
  'failed.store-damaged.next':
    '请保留现有内容，并从备份恢复数据文件夹，参阅 docs/operations/one-machine.md。',
  'failed.store-version': '{path} 由更新的版本写入：其版本为 {found}，本程序最高读取 {known}。',
  'failed.store-version.next': '请使用写入它的版本。未作任何更改。',
  'failed.storage-full': '{path} 所在磁盘已无空间：{reason}',
  'failed.storage-full.next': '请在该磁盘上腾出空间后重新启动。已确认的内容均已保存。',
  'failed.key-unreadable': '无法读取密钥 {path}。',
  'failed.key-unreadable.next': '请从备份恢复该文件：64 位十六进制数字，本用户可读。',
  'failed.agency-unknown': '操作密钥 {operator} 不属于任何创始机构。',
  'failed.agency-unknown.next': '请将 JIANZHENG_AGENCY 设为贵机构的代号。',
  'start.chain-fault': '本机的链无法运行。{reason}',
  'start.chain-fault.next': '未作任何更改。修复后请重新启动。',
  'failed.unexpected': '服务无法启动：{reason}',
  'failed.unexpected.next': '请参阅 docs/operations/one-machine.md。',

  'alert.foreign-anchor': '链上本机构名下出现了并非本机构提交的根',
  'alert.foreign-anchor.next':
    '若刚从备份恢复，出现一次属正常。否则操作密钥已为他人掌握：请运行 `jz audit`，并更换密钥。',
  'alert.batch-matched': '恢复后找回了已上链的批次，并与其记录对应',
  'alert.batch-matched.next': '无需处理：仅作记录，供审计人查询。',
  'alert.anchor-refused': '账本将拒绝本机构上链：操作密钥是否已撤销，或机构是否已被暂停？',
  'alert.anchor-refused.next': '请询问其他机构，并设置有效的操作密钥。',
  'alert.anchor-failed': '已签名的上链交易未生效，已重新签名',
  'alert.anchor-failed.next': '若再次出现，请检查是否有他人使用操作密钥。',
  'start.chain-ended': '本机的链已结束，无法继续。{reason} [{code}]',
  'start.chain-ended.next': '服务继续运行：存证记录均会保存，链恢复后再上链。请修复后重新启动服务。',

  'alert.chain-founding-invalid': '内置链无法运行：founding.json 无法读取或不成立',
  'alert.chain-founding-invalid.next': '请停止服务，从备份恢复 founding.json，再重新启动。',
  'alert.chain-founding-other': '内置链无法运行：chain/ 依据的是另一份 founding.json',
  'alert.chain-founding-other.next': '请停止服务，从同一备份恢复 chain/ 和 founding.json，再重新启动。',
  'alert.chain-key-invalid': '内置链无法运行：keys/validator.key 无法读取或不是密钥',
  'alert.chain-key-invalid.next': '请停止服务，从备份恢复 keys/validator.key，再重新启动。',
  'alert.chain-key-foreign': '内置链无法运行：keys/validator.key 不属于任何验证者',
  'alert.chain-key-foreign.next': '请停止服务，从备份恢复 keys/validator.key，再重新启动。',
  'alert.chain-seals-missing': '内置链无法继续：其区块需要多个验证者的封签',
  'alert.chain-seals-missing.next':
    '请运行联盟的节点并设置 JIANZHENG_RPC_URL，参阅 docs/operations/consortium.md。',
  'alert.chain-damaged': '内置链已结束：其存储已损坏，没有任何新内容建立在其上',
  'alert.chain-damaged.next': '请停止服务，从备份恢复 chain/，再重新启动。',
  'alert.chain-unreadable': '内置链无法运行：无法打开其存储',
  'alert.chain-unreadable.next': '请停止服务，检查 chain/ 的所有者及写入它的版本，再重新启动。',
  'alert.chain-missing': '内置链已不在其文件夹中，且未重新建立',
  'alert.chain-missing.next': '请停止服务，从备份恢复 chain/，再重新启动。',
  'alert.chain-final-conflict': '内置链已停止：验证者在同一高度封签了两个区块，本链不作选择',
  'alert.chain-final-conflict.next':
    '请原样保留 chain/：两个已封签的区块头均在 final-conflict.json 中。各机构须共同查明谁重复封签，以及以哪条链为准。',
  'alert.chain-final-mismatch': '内置链已停止：某个终局区块所述的结果与在此执行所得不同',
  'alert.chain-final-mismatch.next': '请核对各机构运行的版本，安装与其他机构一致的版本，再重新启动。',
  'alert.ledger-superseded': '各机构已指定接续账本，本版本不能在其中锚定',
  'alert.ledger-superseded.next':
    '请在接续账本的起始区块之前安装支持它的版本。此后的存证会在本机等待，不会丢失；此前的回执依然有效。',
  'alert.node-stalled': '节点有应答，但已过久没有新区块',
  'alert.node-stalled.next':
    '请检查节点是否连接着其他节点，并询问其他机构：超过三分之一的验证者离线时，不会产生区块。',
  'alert.validator-silent': '有验证者未对最近的任何区块封签',
  'alert.validator-silent.next': '请询问其所属机构节点是否运行。离线者不足三分之一时链可继续，超过则停止。',
  'alert.agency-silent': '有机构已很久没有上链',
  'alert.agency-silent.next': '请询问该机构。若本该如此，请调大 JIANZHENG_SILENT_DAYS 或设为 0。',
  'alert.batch-withheld': '有机构不提供其已上链批次的存证记录，或所提供的并非该批记录',
  'alert.batch-withheld.next':
    '请询问该机构；原因与起始时间见“网络”页面。这不构成证明：只有本服务看到。请让其他机构也去请求，重要的回执请自行保存。',
  'alert.peer-unreachable': '其他机构的服务已长时间没有应答',
  'alert.peer-unreachable.next': '中断不等于拒绝。请先检查本方线路和 JIANZHENG_PEERS，再询问该机构。',
  'alert.time-stamps-missing': '时间戳服务机构已长时间没有给出可用的时间戳',
  'alert.time-stamps-missing.next':
    '记录不受影响。状态中的 timeStamps 说明原因：请先检查线路、JIANZHENG_TSA_URL 和 JIANZHENG_TSA_CA，再询问该机构。',
  'alert.webhook-paused': '某推送地址已两日未接收任何通知，或已声明停用；现已停止向其推送',
  'alert.webhook-paused.next':
    '请用 jz webhook deliveries 查看原因，并询问其运行方；随后执行 jz webhook resume ID，补发近 30 日未送达的通知；或将其删除。',
  'alert.node-off-chain': '节点所示的链与已核验的链不同',
  'alert.node-off-chain.next':
    '存在两段历史。请保留两者，告知其他机构，并连接已核验的那条链的节点；恢复的 chain/ 须为最新备份。',
  'alert.node-behind': '节点落后于已核验的区块',
  'alert.node-behind.next': '联盟节点会自行追上，请等待。内置链若由较旧的副本恢复，请从最新备份恢复 chain/。',
  'alert.head-unverified': '节点最新区块的封签不成立',
  'alert.head-unverified.next': '节点所示区块并非验证者所封签。请连接其他节点，并告知其他机构。',
  'alert.ledger-other-chain': '节点属于另一条链',
  'alert.ledger-other-chain.next':
    '请将 JIANZHENG_RPC_URL 设为 trust.json 所述链的节点，或从同一备份恢复 trust.json、founding.json 和 chain/。',
  'alert.storage-full': '服务所在磁盘已无空间',
  'alert.storage-full.next': '请在该磁盘上腾出空间。已确认的内容均已保存；等待中的会自行继续。',
  'alert.store-damaged': '服务的数据库已损坏',
  'alert.store-damaged.next':
    '请停止服务，保留现有内容，并从备份恢复数据文件夹，参阅 docs/operations/one-machine.md。',
  'alert.chain-unreachable': '链没有应答',
  'alert.chain-unreachable.next':
    '存证记录均已保存，链恢复后会继续上链。请查看服务的输出；若设置了 JIANZHENG_RPC_URL，请检查该节点是否运行。',
  'alert.chain-halted': '链不产生区块：能够封签的验证者不足，或其提议者离线',
  'alert.chain-halted.next':
    '存证记录均已保存，链恢复后会继续上链；链会自行恢复。状态中列出所等待的机构：请询问其节点是否运行。',
  'alert.chain-not-ready': '链尚未出现已封签的区块',
  'alert.chain-not-ready.next': '请稍候数秒；在联盟中，须有足够的验证者运行。',
  'alert.sealed-twice': '同一高度出现两个已封签的区块：多数验证者签署了两份历史',
  'alert.sealed-twice.next':
    '证明文件在数据文件夹的 evidence 中：请交给每个机构，各自以 `jz evidence verify` 核验。若无该文件，请保留显示另一区块的回执。',
};

/** What a code of an alert or of the chain's trouble means, and what to do; undefined for one without words. */
export function alertText(code: string, language: Language): { what: string; next: string } | undefined {
  const section: Readonly<Record<string, string>> = language === 'zh' ? zh : en;
  const [what, next] = [section[`alert.${code}`], section[`alert.${code}.next`]];
  return what === undefined || next === undefined ? undefined : { what, next };
}
