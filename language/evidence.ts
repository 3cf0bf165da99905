/** What `jz evidence` says. */

export const en = {
  'evidence.summary': 'check what agencies said on the chain, and proof of misbehaviour',
  'evidence.description':
    'Evidence files prove what an agency said on the chain (an opinion, a correction, a hand-off and its answer, a missed deadline), or that validators sealed two blocks of one height. They are checked here, offline, against your own trust bundle; who hands them over does not matter.',
  'evidence.verify': 'check an evidence file against a trust bundle',
  'evidence.file': 'the evidence file',
  'evidence.statement': 'It holds:',
  'evidence.holds': 'It holds: two blocks of height {number} were sealed by a quorum of set {version}.',
  'evidence.block': '{hash}  round {round}, {time}, sealed by {signers} of {validators}',
  'evidence.both': 'Their seals stand on both blocks:',
  'evidence.each': 'Both were sealed in one round, so each of them broke the rules.',
  'evidence.many':
    'The rounds differ, so more than a third of the set broke the rules; which of those named above, the seals alone do not say.',
  'evidence.oneChain': 'Both blocks follow from the same block, so both are of one chain.',
  'evidence.chainsUnknown':
    'The blocks follow from different ones, and a header names no chain: either one chain was split, or the same keys sealed on two. The founding forbids both.',
  'evidence.joinedLater': '(joined later)',
  'error.evidence-refused': 'The evidence {path} proves nothing: {reason}.',
  'error.evidence-refused.next':
    'It says nothing about anyone named in it. Ask whoever gave it to you for the original file.',
  'error.evidence-set-unknown':
    'The evidence {path} is about validator set {version}; the trust bundle ends at set {known}.',
  'error.evidence-set-unknown.next':
    'Get a newer bundle of the same consortium (`jz trust export`), compare its fingerprint, and check again.',
} as const;

export const zh: Record<keyof typeof en, string> = {
  'evidence.summary': '核验各机构在链上的表示以及违规证明',
  'evidence.description':
    '证明文件证明某机构在链上作出的表示（会签、更正、移交及其答复、逾期），或有验证者对同一高度的两个区块封签。此处以您自己的信任根离线核验；由谁提供并不重要。',
  'evidence.verify': '以信任根核验证明文件',
  'evidence.file': '证明文件',
  'evidence.statement': '证明成立：',
  'evidence.holds': '证明成立：高度 {number} 的两个区块均由第 {version} 版验证者的法定多数封签。',
  'evidence.block': '{hash}  第 {round} 轮，{time}，{validators} 个中的 {signers} 个封签',
  'evidence.both': '在两个区块上都有封签的验证者：',
  'evidence.each': '两个区块在同一轮封签，因此上述每一个都违反了规则。',
  'evidence.many':
    '两个区块的轮次不同，因此有超过三分之一的验证者违反了规则；仅凭封签不能断定是上述中的哪些。',
  'evidence.oneChain': '两个区块承接同一区块，因此属于同一条链。',
  'evidence.chainsUnknown':
    '两个区块承接不同的区块，而区块头不载明所属的链：或是一条链被分叉，或是同一批密钥为两条链封签。创始文件对两者都不允许。',
  'evidence.joinedLater': '（后加入）',
  'error.evidence-refused': '证明文件 {path} 不能证明任何事：{reason}。',
  'error.evidence-refused.next': '它不说明其中所列的任何一方有问题。请向提供者索取原始文件。',
  'error.evidence-set-unknown': '证明文件 {path} 涉及第 {version} 版验证者，信任根只到第 {known} 版。',
  'error.evidence-set-unknown.next': '请取得同一联盟较新的信任根（`jz trust export`），核对指纹后重新核验。',
};
