/** Why the embedded chain does not start or go on, by code: one line for whoever runs it. */

export const en = {
  'usage-wrong': '{reason}. Usage: {usage}',
  'founding-unreadable': 'The founding file cannot be read: {reason}.',
  'founding-invalid': '{path} is no valid founding file: {reason}.',
  'founding-mismatch':
    'The data folder holds the chain of "{storedName}" (chain id {storedId}), and the founding file is of "{givenName}" (chain id {givenId}). Give the founding file that it began with, or another --data folder.',
  'key-unreadable': 'The validator key cannot be read: {reason}.',
  'key-invalid': '{path} is no private key: 64 hexadecimal digits are expected.',
  'key-not-in-set':
    "The key given with --key is {address}, which is none of the chain's validators ({validators}). Give the validator's key.",
  'seals-missing':
    'A block of this chain needs the seals of {needed} of its {validators} validators, and this process holds the key of {held}: it cannot go on alone.',
  'quorum-missing':
    'The chain waits: a block needs the seals of {needed} of its {validators} validators, and {able} can give theirs ({why}). It goes on by itself once they are back.',
  'final-conflict':
    'Two final blocks of height {height}: {own} here, and {other}. At least a third of the validators sealed both. This node stops and chooses none; both sealed headers are in final-conflict.json beside its store. The agencies must find out together who sealed twice, and which chain stands.',
  'final-mismatch':
    'A quorum sealed block {height} ({hash}), and executing it here does not give it: {reason}. This node stops. Hold its program and version against those of the others.',
  'data-locked': 'Another process uses {folder}. Stop it first, or give --data another folder.',
  'store-damaged':
    "The chain's store is damaged: {what}. Restore chain/ from a backup; nothing was built on the damage.",
  'store-unreadable': '{path} cannot be opened: {reason}.',
  'store-version':
    '{path} has version {found}, and this program reads version {expected}. Use the program that wrote it.',
  'store-empty': 'There is no chain in {folder} yet.',
  'chain-missing':
    'The chain that belongs to this service is gone from {folder}, and it is not founded a second time: two histories would be sealed under one key. Restore chain/ from a backup, see docs/operations/one-machine.md.',
  'storage-full':
    'No room is left on the disk of the chain. Make room: it goes on by itself, and nothing is lost.',
  'port-taken': 'Port {port} of 127.0.0.1 is taken. Stop what uses it, or give --port 0.',
  unexpected: 'The chain met an unexpected error: {reason}',
} as const;

export const zh: Record<keyof typeof en, string> = {
  'usage-wrong': '{reason}。用法：{usage}',
  'founding-unreadable': '无法读取创始文件：{reason}。',
  'founding-invalid': '{path} 不是有效的创始文件：{reason}。',
  'founding-mismatch':
    '数据文件夹里是“{storedName}”的链（链编号 {storedId}），而给出的创始文件属于“{givenName}”（链编号 {givenId}）。请使用该链最初的创始文件，或用 --data 指定其他文件夹。',
  'key-unreadable': '无法读取验证者密钥：{reason}。',
  'key-invalid': '{path} 不是私钥：应为 64 位十六进制数字。',
  'key-not-in-set': '--key 给出的密钥是 {address}，不是本链的验证者（{validators}）。请使用验证者的密钥。',
  'seals-missing':
    '本链的区块需要 {validators} 个验证者中 {needed} 个的封签，而本进程只持有 {held} 个的密钥，无法单独继续。',
  'quorum-missing':
    '链正在等待：区块需要 {validators} 个验证者中 {needed} 个的封签，而目前只有 {able} 个可以给出（{why}）。他们恢复后，链会自动继续。',
  'final-conflict':
    '高度 {height} 出现两个终局区块：本节点为 {own}，另一个为 {other}。至少三分之一的验证者同时封签了两者。本节点停止运行，不作选择；两个带封签的区块头均已写入其存储旁的 final-conflict.json。各机构须共同查明谁重复封签，以及以哪条链为准。',
  'final-mismatch':
    '法定数量的验证者封签了区块 {height}（{hash}），但在本节点执行得不到该区块：{reason}。本节点停止运行。请与其他机构核对程序及版本。',
  'data-locked': '另一个进程正在使用 {folder}。请先停止它，或用 --data 指定其他文件夹。',
  'store-damaged': '链的存储已损坏：{what}。请从备份恢复 chain/；没有任何新内容建立在损坏的数据上。',
  'store-unreadable': '无法打开 {path}：{reason}。',
  'store-version': '{path} 的版本是 {found}，本程序读取的版本是 {expected}。请使用写入它的程序。',
  'store-empty': '{folder} 里还没有链。',
  'chain-missing':
    '本服务的链已不在 {folder} 中；不会重新建立，否则同一密钥之下会有两段历史。请从备份恢复 chain/，参阅 docs/operations/one-machine.md。',
  'storage-full': '链所在磁盘已无空间。请腾出空间：链会自行继续，不会丢失任何内容。',
  'port-taken': '127.0.0.1 的端口 {port} 已被占用。请停止占用它的程序，或使用 --port 0。',
  unexpected: '链遇到意外错误：{reason}',
};
