/** The demo: what its terminal says, and its page. Everything in it is made up and says so. */

export const en = {
  'terminal.usage':
    'Usage: npm run demo [-- --fresh]. --fresh throws the last demo away. JIANZHENG_DEMO_PORT and JIANZHENG_DEMO_DATA change port and folder.',
  'terminal.port-wrong': 'JIANZHENG_DEMO_PORT must be a number from 0 to 65535, not {port}.',
  'terminal.port-taken':
    'Port {port} is taken by another program. Choose another: JIANZHENG_DEMO_PORT=3200 npm run demo',
  'terminal.in-use': 'Another demo uses {folder}. End it first, or set JIANZHENG_DEMO_DATA.',
  'terminal.page': 'Building the page of the demo …',
  'terminal.founded': 'Founded: {count} agencies, one chain. All of it is demo data.',
  'terminal.nodes': 'Starting four nodes …',
  'terminal.services': 'Starting four services …',
  'terminal.ready': 'The demo is ready: {url}',
  'terminal.memory': 'Memory of all eight processes: {mb} MB.',
  'terminal.stop-hint': 'Ctrl-C ends it. What it holds stays for the next time.',
  'terminal.stopping': 'Ending the nodes and services …',

  title: 'Four agencies, one chain',
  mark: 'Demo: agencies, case and files are made up. Do not use it for real evidence.',
  lead: 'Each agency runs a node and a service of its own on this machine. Nobody here has to be trusted: try to cheat, and see who notices.',
  'network.title': 'The network, now',
  'network.node': 'Node',
  'network.on': 'running, block {head}',
  'network.starting': 'starting',
  'network.off': 'switched off',
  'network.sealed': 'Its last block is sealed by {agencies}.',
  'network.halted': 'No block can be made now: it takes the seals of three of the four.',
  'network.proposer':
    'The first agency proposes each block here; while it is off, nothing is made. Production runs Hyperledger Besu, where the proposer changes.',
  'network.switchOff': 'Switch off',
  'network.switchOn': 'Switch on',
  'network.open': 'Open its service',
  'network.opened': 'Its service is open in a new tab, and you are signed in there.',
  'network.blocked': 'Your browser did not open a new tab. Use this link, once: {link}',
  'network.memory': 'All eight processes together use {mb} MB of memory.',
  'network.lost': 'The demo does not answer. Is it still running in the terminal?',

  'submit.title': 'The grid hands in evidence',
  'submit.text':
    'A flat draws 35,000 kWh a month. The grid hands in its meter data and an inspection note. Only salted hashes go to the chain.',
  'submit.do': 'Hand in the sample case',
  'submit.received': 'received, kept by the grid; not on the chain yet',
  'submit.anchored': 'on the chain, in block {block}',
  'submit.rewritten': 'no longer to be found in the database of the grid',
  'submit.record': 'Record',

  'verify.title': 'The others verify, each for itself',
  'verify.text':
    'Each of the other three checks file and receipt with its own service and its own trust bundle. None asks the grid.',
  'verify.do': 'Verify with all three',
  'verify.altered': 'Turn over one bit of the file, and verify again',
  'verify.seals': 'sealed by {seals} of {validators}',
  'verify.failed': 'failed: {checks}',

  'down.title': 'One node is off, then two',
  'down.text':
    'Switch off one node above (not the court’s) and hand in again: three of four still seal. Switch off a second: no block is made, what you hand in is kept and waits. Switch them on again: it is anchored, nothing is lost.',

  'rewrite.title': 'The grid rewrites its own database',
  'rewrite.text':
    'The administrator of the grid has every key and file of the grid. He makes a tenth of the use out of the meter data, and changes digests, disclosures and record so that all of it fits.',
  'rewrite.do': 'Rewrite the first record',
  'rewrite.undo': 'Put it back',
  'rewrite.forged': 'The court checks the new file with the new receipt',
  'rewrite.genuine': 'The court checks the old file with the receipt that it was given before',
  'rewrite.audit': 'The grid’s own audit finds',
  'rewrite.more': 'and {count} more',

  'home.title': 'Take it home',
  'home.text':
    'File, receipt and trust bundle are all that is needed. Verify without any server and without a network:',
  'home.file': 'File',
  'home.receipt': 'Receipt',
  'home.trust': 'Trust bundle',

  'problem.submit-first': 'Hand in the sample case first.',
  'problem.no-receipt-yet':
    'There is no receipt yet: the record waits for the chain. Are three nodes switched on, the court’s among them?',
  'problem.not-now': 'That did not work just now: {detail}',
  working: 'Working …',
  'skip.to': 'To the content',
};

export const zh: Record<keyof typeof en, string> = {
  'terminal.usage':
    '用法：npm run demo [-- --fresh]。--fresh 丢弃上一次演示。用 JIANZHENG_DEMO_PORT 和 JIANZHENG_DEMO_DATA 更改端口和目录。',
  'terminal.port-wrong': 'JIANZHENG_DEMO_PORT 必须是 0 到 65535 的数字，而不是 {port}。',
  'terminal.port-taken': '端口 {port} 已被其他程序占用。请另选一个：JIANZHENG_DEMO_PORT=3200 npm run demo',
  'terminal.in-use': '另一个演示正在使用 {folder}。请先结束它，或设置 JIANZHENG_DEMO_DATA。',
  'terminal.page': '正在构建演示页面……',
  'terminal.founded': '已创建：{count} 个机构，一条链。全部为演示数据。',
  'terminal.nodes': '正在启动四个节点……',
  'terminal.services': '正在启动四个服务……',
  'terminal.ready': '演示已就绪：{url}',
  'terminal.memory': '八个进程共占用内存 {mb} MB。',
  'terminal.stop-hint': '按 Ctrl-C 结束。已有内容会保留到下次。',
  'terminal.stopping': '正在结束节点和服务……',

  title: '四个机构，一条链',
  mark: '演示：机构、案件和文件均为虚构，请勿用于真实证据。',
  lead: '每个机构在本机各自运行一个节点和一个服务。这里不需要信任任何一方：试着作假，看看谁会发现。',
  'network.title': '网络现状',
  'network.node': '节点',
  'network.on': '运行中，区块 {head}',
  'network.starting': '正在启动',
  'network.off': '已关闭',
  'network.sealed': '其最新区块由{agencies}签封。',
  'network.halted': '现在无法出块：需要四个机构中的三个签封。',
  'network.proposer':
    '演示中每个区块都由第一个机构提议，它关闭时不会出块。生产环境运行 Hyperledger Besu，提议者会轮换。',
  'network.switchOff': '关闭节点',
  'network.switchOn': '启动节点',
  'network.open': '打开其服务',
  'network.opened': '已在新标签页打开该机构的服务并登录。',
  'network.blocked': '浏览器未能打开新标签页。请使用此链接（一次有效）：{link}',
  'network.memory': '八个进程共占用内存 {mb} MB。',
  'network.lost': '演示没有应答。终端中的演示还在运行吗？',

  'submit.title': '电网企业提交证据',
  'submit.text': '某住宅一个月用电 35,000 千瓦时。电网企业提交电表数据和检查记录。上链的只有加盐的散列值。',
  'submit.do': '提交示例案件',
  'submit.received': '已接收，由电网企业保存，尚未上链',
  'submit.anchored': '已上链，位于区块 {block}',
  'submit.rewritten': '在电网企业的数据库中已查不到',
  'submit.record': '存证记录',

  'verify.title': '其他机构各自核验',
  'verify.text': '另外三个机构各用自己的服务和自己的信任根核验文件与回执，谁也不需要询问电网企业。',
  'verify.do': '由三个机构核验',
  'verify.altered': '翻转文件中的一个比特，再核验',
  'verify.seals': '{validators} 个机构中 {seals} 个签封',
  'verify.failed': '未通过：{checks}',

  'down.title': '关闭一个节点，再关闭一个',
  'down.text':
    '在上方关闭一个节点（法院除外）再提交：四个中的三个仍可签封。再关闭一个：不再出块，提交的内容已保存并等待。重新启动：随即上链，没有丢失任何内容。',

  'rewrite.title': '电网企业改写自己的数据库',
  'rewrite.text':
    '电网企业的管理员掌握本机构全部密钥和文件。他把用电量改为十分之一，并相应改动摘要、披露项和记录，使其前后一致。',
  'rewrite.do': '改写第一条记录',
  'rewrite.undo': '恢复原状',
  'rewrite.forged': '法院用新回执核验新文件',
  'rewrite.genuine': '法院用此前收到的回执核验原文件',
  'rewrite.audit': '电网企业自己的审计发现',
  'rewrite.more': '另有 {count} 项',

  'home.title': '带走核验',
  'home.text': '只需文件、回执和信任根。无需任何服务器，断网也能核验：',
  'home.file': '文件',
  'home.receipt': '回执',
  'home.trust': '信任根',

  'problem.submit-first': '请先提交示例案件。',
  'problem.no-receipt-yet': '尚无回执：记录正在等待上链。是否已启动三个节点（含法院）？',
  'problem.not-now': '此刻未能完成：{detail}',
  working: '处理中……',
  'skip.to': '跳到正文',
};
