/** Seats, motions and what they would do: the words that the command and the pages share. */

export const en = {
  'status.admitted': 'voted in, seat not taken',
  'status.active': 'active',
  'status.suspended': 'suspended',
  'status.removed': 'removed',
  'status.none': 'none',

  'motionStatus.unknown': 'unknown',
  'motionStatus.open': 'open',
  'motionStatus.passed': 'passed',
  'motionStatus.withdrawn': 'withdrawn',
  'motionStatus.expired': 'expired',
  'motionStatus.void': 'void: seats or governance keys changed since',

  'motion.admit': 'admit “{subject}”',
  'motion.suspend': 'suspend “{subject}”',
  'motion.reinstate': 'reinstate “{subject}”',
  'motion.remove': 'remove “{subject}”',
  'motion.replace-governance': 'replace the governance key of “{subject}”',
  'motion.replace-validator': 'replace the validator of “{subject}”',
  'motion.name-successor': 'name {ledger} the ledger from block {fromBlock} on',
  'motion.none': 'nothing',

  'effect.validators': 'validators',
  'effect.version': 'version of the set',
  'effect.quorum': 'seals for a block, votes for a motion',
  'effect.mayBeDown': 'validators that may be down',
  'effect.mayCheat': 'validators that may cheat',
  'effect.voters': 'agencies that may vote',
  'effect.change': '{before} → {after}',
  'effect.same': '{before}, unchanged',
  'effect.claimBy': 'Takes effect when the validator {validator} claims it, within 30 days of the last vote.',
  'effect.atOnce': 'Takes effect with the last vote.',

  'warning.one-down-halts':
    'With these validators all must run: one more down, and the chain halts until it is back.',
  'warning.fewer-may-be-down': 'Fewer validators may be down than now before the chain halts.',
  'warning.none-may-cheat':
    'Below four validators none may cheat: one that seals two blocks is not outvoted.',
  'warning.never-below-four': 'The contract refuses: once there were four seats, there are never fewer.',
  'warning.never-below-one': 'The contract refuses: the last seat stays.',
  'warning.seats-full': 'The contract refuses: all 64 seats are taken.',
  'warning.too-few-voters':
    'The contract refuses: fewer agencies could vote than a motion needs, and nothing could be decided again.',
  'warning.all-must-vote':
    'All agencies that may still vote must then agree to pass anything: one that is absent blocks every motion.',
  'warning.claim-needs-validator':
    'A claimed seat counts at once. Its validator must run and have caught up before it claims; otherwise it is a validator that is down.',
  'warning.claim-expires': 'What is not claimed within 30 days of the last vote lapses and needs a new vote.',
  'warning.suspended-still-seals':
    'A suspended agency keeps seat and validator: it seals and counts for the quorum, but cannot anchor or vote.',
  'warning.removal-is-final': 'Removal is final: neither the ID nor any of its keys can ever come back.',
  'warning.old-key-ends': 'The key that is replaced ends, and can never be used again.',
  'warning.two-nodes-one-seat':
    'Let the new node catch up first, and stop the old one only after the claim: in between, the old one seals.',
  'warning.other-motions-void': 'All other open motions become void and must be put again.',
  'warning.takes-back-admission': 'The agency has not taken its seat: this takes the admission back.',
  'warning.takes-back-reinstatement':
    'The agency is suspended: this takes back a reinstatement that was granted and not claimed.',
  'warning.successor-code-binds':
    'From that block on the new ledger holds the anchors. Read its code first: the hash binds you to it.',
};

export const zh: Record<keyof typeof en, string> = {
  'status.admitted': '已通过接纳，尚未就席',
  'status.active': '正常',
  'status.suspended': '已暂停',
  'status.removed': '已除名',
  'status.none': '无',

  'motionStatus.unknown': '不存在',
  'motionStatus.open': '表决中',
  'motionStatus.passed': '已通过',
  'motionStatus.withdrawn': '已撤回',
  'motionStatus.expired': '已过期',
  'motionStatus.void': '已作废：其后席位或治理密钥有变更',

  'motion.admit': '接纳“{subject}”',
  'motion.suspend': '暂停“{subject}”',
  'motion.reinstate': '恢复“{subject}”',
  'motion.remove': '除名“{subject}”',
  'motion.replace-governance': '更换“{subject}”的治理密钥',
  'motion.replace-validator': '更换“{subject}”的验证者',
  'motion.name-successor': '自区块 {fromBlock} 起以 {ledger} 为账本',
  'motion.none': '无',

  'effect.validators': '验证者',
  'effect.version': '验证者集合版本',
  'effect.quorum': '出块所需签名数，即动议所需票数',
  'effect.mayBeDown': '可停机的验证者数',
  'effect.mayCheat': '可容忍作恶的验证者数',
  'effect.voters': '有表决权的机构',
  'effect.change': '{before} → {after}',
  'effect.same': '{before}，不变',
  'effect.claimBy': '验证者 {validator} 在最后一票后 30 天内认领时生效。',
  'effect.atOnce': '最后一票投出即生效。',

  'warning.one-down-halts': '此后全部验证者必须运行：再有一个停机，链即停止出块，直至其恢复。',
  'warning.fewer-may-be-down': '链停止出块之前，可停机的验证者比现在少。',
  'warning.none-may-cheat': '验证者不足四个时不能容忍任何作恶：一个对两个区块签名的验证者无法被否决。',
  'warning.never-below-four': '合约将拒绝：席位达到四个之后，永不少于四个。',
  'warning.never-below-one': '合约将拒绝：最后一个席位必须保留。',
  'warning.seats-full': '合约将拒绝：64 个席位已满。',
  'warning.too-few-voters': '合约将拒绝：有表决权的机构将少于动议所需票数，此后再也无法作出任何决定。',
  'warning.all-must-vote': '此后全部有表决权的机构必须一致同意：一个缺席，任何动议都无法通过。',
  'warning.claim-needs-validator':
    '席位一经认领即计入。其验证者必须已在运行并完成同步后再认领，否则就是一个停机的验证者。',
  'warning.claim-expires': '最后一票后 30 天内未认领即失效，须重新表决。',
  'warning.suspended-still-seals':
    '被暂停的机构保留席位和验证者：继续签署区块并计入法定数，但不能上链存证或表决。',
  'warning.removal-is-final': '除名不可撤销：其 ID 和所有密钥永不能再用。',
  'warning.old-key-ends': '被更换的密钥即告终止，永不能再用。',
  'warning.two-nodes-one-seat': '请先让新节点完成同步，认领之后再停旧节点：其间由旧节点签署区块。',
  'warning.other-motions-void': '其他表决中的动议全部作废，须重新提出。',
  'warning.takes-back-admission': '该机构尚未就席：此动议撤回对它的接纳。',
  'warning.takes-back-reinstatement': '该机构处于暂停状态：此动议撤回已批准但尚未认领的恢复。',
  'warning.successor-code-binds': '自该区块起由新账本记录存证锚定。请先审阅其代码：哈希一经确认即受其约束。',
};
