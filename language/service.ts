/** What the service says at the terminal when it is founded, starts and stops, and the names of its alerts. */

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

  'failed.data-in-use': 'Another service already uses {folder}.',
  'failed.data-in-use.next': 'Stop it first, or set JIANZHENG_DATA to another folder.',
  'failed.port-taken': 'Port {port} of {host} is taken.',
  'failed.port-taken.next':
    'Stop what uses it, or set JIANZHENG_PORT to another port (0 takes any free one).',
  'failed.address-unusable': 'This machine does not have the address {host}.',
  'failed.address-unusable.next': 'Set JIANZHENG_HOST to an address of this machine.',
  'failed.founding-incomplete':
    'The data folder {folder} is not complete: {found} is there, founding.json is not.',
  'failed.founding-incomplete.next':
    'Restore founding.json from a backup, or set JIANZHENG_DATA to an empty folder.',
  'failed.trust-missing':
    'A node of a consortium is set (JIANZHENG_RPC_URL), but {folder} holds no trust.json and no operator key.',
  'failed.trust-missing.next': 'Put the consortium’s trust.json and your keys/operator.key there.',
  'failed.key-unreadable': 'The key {path} cannot be read.',
  'failed.key-unreadable.next': 'Restore the file from a backup: 64 hex digits, readable by this user.',
  'failed.agency-unknown': 'The operator key {operator} belongs to no founding agency.',
  'failed.agency-unknown.next': 'Set JIANZHENG_AGENCY to the id of your agency.',
  'failed.other': 'The service cannot start: {reason}',
  'failed.other.next': 'Look at docs/operations/one-machine.md.',

  'alert.foreign-anchor': 'A root that is not ours stands under our agency on the chain',
  'alert.batch-matched': 'An anchored batch was found again after a restore, and matched to its records',
  'alert.anchor-refused':
    'The ledger would refuse our anchors: was the operator key revoked, or the agency suspended?',
  'alert.anchor-failed': 'A signed anchor had no effect and was signed again',
  'alert.two-sealed-blocks':
    'Validators sealed two different blocks of one height; the proof is in the folder “evidence” of the data folder',
  'alert.node-stalled': 'The node answers, but has had no new block for too long',
  'alert.validator-silent': 'A validator has sealed none of the last blocks',
  'alert.agency-silent': 'An agency has not anchored for a long time',
  'alert.node-off-chain': 'The node shows another chain than the one that was verified',
  'alert.node-behind': 'The node is behind blocks that were verified',
  'alert.head-unverified': 'The seals of the node’s last block do not hold',
  'alert.ledger-other-chain': 'The node is of another chain',
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

  'failed.data-in-use': '另一个服务正在使用 {folder}。',
  'failed.data-in-use.next': '请先停止它，或将 JIANZHENG_DATA 设为其他文件夹。',
  'failed.port-taken': '{host} 的端口 {port} 已被占用。',
  'failed.port-taken.next': '请停止占用者，或将 JIANZHENG_PORT 设为其他端口（0 表示任一空闲端口）。',
  'failed.address-unusable': '本机没有地址 {host}。',
  'failed.address-unusable.next': '请将 JIANZHENG_HOST 设为本机的地址。',
  'failed.founding-incomplete': '数据文件夹 {folder} 不完整：有 {found}，却没有 founding.json。',
  'failed.founding-incomplete.next': '请从备份恢复 founding.json，或将 JIANZHENG_DATA 设为空文件夹。',
  'failed.trust-missing': '已设置联盟节点（JIANZHENG_RPC_URL），但 {folder} 中没有 trust.json 和操作密钥。',
  'failed.trust-missing.next': '请将联盟的 trust.json 和贵机构的 keys/operator.key 放入其中。',
  'failed.key-unreadable': '无法读取密钥 {path}。',
  'failed.key-unreadable.next': '请从备份恢复该文件：64 位十六进制数字，本用户可读。',
  'failed.agency-unknown': '操作密钥 {operator} 不属于任何创始机构。',
  'failed.agency-unknown.next': '请将 JIANZHENG_AGENCY 设为贵机构的代号。',
  'failed.other': '服务无法启动：{reason}',
  'failed.other.next': '请参阅 docs/operations/one-machine.md。',

  'alert.foreign-anchor': '链上本机构名下出现了并非本机构提交的根',
  'alert.batch-matched': '恢复后找回了已上链的批次，并与其记录对应',
  'alert.anchor-refused': '账本将拒绝本机构上链：操作密钥是否已撤销，或机构是否已被暂停？',
  'alert.anchor-failed': '已签名的上链交易未生效，已重新签名',
  'alert.two-sealed-blocks': '有验证者对同一高度的两个不同区块签章；证明文件在数据文件夹的 evidence 中',
  'alert.node-stalled': '节点有应答，但已过久没有新区块',
  'alert.validator-silent': '有验证者未对最近的任何区块签章',
  'alert.agency-silent': '有机构已很久没有上链',
  'alert.node-off-chain': '节点所示的链与已核验的链不同',
  'alert.node-behind': '节点落后于已核验的区块',
  'alert.head-unverified': '节点最新区块的签章不成立',
  'alert.ledger-other-chain': '节点属于另一条链',
};
