/** Verdicts, checks and advice, as the page, the command and the service print them. Keys follow `core/report.ts`. */

import { en as signedEn, zh as signedZh } from './signed.ts';
import { en as stampEn, zh as stampZh } from './time-stamps.ts';

export const en = {
  ...stampEn,
  ...signedEn,
  'verdict.VERIFIED': 'Verified',
  'verdict.VERIFIED.means':
    'The receipt holds up to the seals of its block, and each given file is, byte for byte, one that it records.',
  'verdict.MISMATCH': 'Content differs',
  'verdict.MISMATCH.means':
    'The receipt holds, but at least one given file is none of the files that it shows. The file, or the choice of the receipt, is not the right one.',
  'verdict.INVALID': 'Receipt invalid',
  'verdict.INVALID.means':
    'The receipt fails a check, so it proves nothing. That says nothing about the file, neither for it nor against it.',
  'verdict.UNDETERMINED': 'Cannot be decided',
  'verdict.UNDETERMINED.means':
    'Something needed for an answer is missing. Nothing speaks against the evidence.',
  'verdict.NOT_FOUND': 'Not found',
  'verdict.NOT_FOUND.means':
    'This service knows no such record. Another agency may hold it, and a receipt can be verified without any service.',

  'outcome.pass': 'passed',
  'outcome.fail': 'failed',
  'outcome.unknown': 'could not be decided',
  'outcome.skipped': 'not reached',
  'check.expected': 'expected',
  'check.found': 'found',

  'check.receipt.canonical': 'Form of the receipt',
  'check.receipt.canonical.means':
    'The receipt is written in the one canonical form, with every member that the format asks for and no other.',
  'check.record.format': 'Form of the record',
  'check.record.format.means':
    'The record inside has exactly the slots of the format, and no digest stands in two of them.',
  'check.disclosures.match': 'Disclosures',
  'check.disclosures.match.means':
    'Each value shown (case, claims, files) has its digest in the record, in the slot of its own name.',
  'check.anchor.header': 'Block header',
  'check.anchor.header.means': 'The header of the block that anchored the batch can be read strictly.',
  'check.anchor.parent': 'Parent block',
  'check.anchor.parent.means':
    'The parent header is the one that the block names; its time bounds the time of the anchor from below.',
  'check.anchor.receipt': 'Transaction in the block',
  'check.anchor.receipt.means':
    'The log is part of a successful transaction of that block, proved in its receipts trie.',
  'check.anchor.emitter': 'Ledger contract',
  'check.anchor.emitter.means':
    'The log comes from the ledger that is in force in this block, on the chain of the trust bundle, and from no other.',
  'check.anchor.event': 'Kind of log',
  'check.anchor.event.means': 'The log is the anchoring of a batch, and its values are within their limits.',
  'check.anchor.agency': 'Agency',
  'check.anchor.agency.means': 'The agency that anchored the batch is the agency that the record names.',
  'check.anchor.set': 'Validator set',
  'check.anchor.set.means': 'The trust bundle knows the version of the validator set that sealed this block.',
  'check.anchor.seals': 'Seals of the block',
  'check.anchor.seals.means':
    'At least two thirds of that validator set sealed the block; every seal is valid, and none is foreign or repeated.',
  'check.batch.inclusion': 'Record in the batch',
  'check.batch.inclusion.means': 'The path leads from the record to the anchored root.',
  'check.notBefore.hash': 'Earlier block',
  'check.notBefore.hash.means': 'The header given for “not before” is the very block that the record names.',
  'check.notBefore.order': 'Order of the blocks',
  'check.notBefore.order.means': 'The block that the record names lies before the block that anchored it.',
  'check.notBefore.seals': 'Seals of the earlier block',
  'check.notBefore.seals.means':
    'The block that the record names was sealed by a validator set of this chain.',
  'check.files.match': 'Given files',
  'check.files.match.means':
    'Each given file has the size and every digest of a file that the receipt shows.',

  'next.give-file': 'Give the file whose content is to be verified, together with the receipt.',
  'next.give-sm3':
    'The record holds an SM3 digest too: give the file itself, or its SM3 digest beside the SHA-256.',
  'next.correct-digests':
    'A given digest is not written as 64 lower-case hexadecimal digits, or a size is no whole number: correct it and try again.',
  'next.ask-for-disclosure':
    'This receipt shows none of its files. Ask whoever gave it to you for one that shows the file in question.',
  'next.update-trust':
    'The receipt was sealed by a validator set that is newer than your trust bundle. Get the bundle’s later links, then verify again.',
  'next.check-trust':
    'The receipt is of another chain than your trust bundle, or of a ledger that the bundle does not know yet. Make sure that the bundle is the right one, and get its later links; do not take it from whoever gave you the receipt.',
  'next.ask-for-receipt':
    'Ask the agency for the receipt again, under its record ID. If that one fails too, keep both and tell the agency which check fails.',
  'next.check-file':
    'Make sure that this is the right file and the right receipt. A file that was opened and saved again is another file.',
  'next.check-hidden-files':
    'The record holds {hidden} more files that this receipt does not show; the given file may be one of them. Ask for a receipt that shows them.',
  'next.check-number': 'Check the record ID, digit by digit, or ask the agency that issued it.',
  'next.try-later': 'Try again later, or verify offline with the receipt and your trust bundle.',

  'vouches.several': 'Sealed by {seals} of {validators} agencies, validator set {version}.',
  'vouches.single': 'Single operator: not independent. Time and order are this one operator’s claim.',
  'interval.notBefore': 'Record made after block {number} ({time}).',
  'interval.anchored':
    'Anchored in block {number}: time stated by its proposer {time}, not before its parent’s time {parentTime}.',
  'hidden.some': 'Not shown by this receipt: {items}.',
  'says.yes':
    'It says: these bytes existed when block {number} was sealed and have not changed since; “{agency}” submitted them.',
  'says.no': 'It does not say that what they show is true, or who made them.',
} as const;

export const zh: Record<keyof typeof en, string> = {
  ...stampZh,
  ...signedZh,
  'verdict.VERIFIED': '核验通过',
  'verdict.VERIFIED.means':
    '回执经逐项核验直至所在区块的封签均成立，所提交的每个文件都与回执所载文件逐字节一致。',
  'verdict.MISMATCH': '内容不一致',
  'verdict.MISMATCH.means':
    '回执本身成立，但所提交的文件中至少有一个不是回执所披露的任何文件：可能是文件有误，也可能是选错了回执。',
  'verdict.INVALID': '回执无效',
  'verdict.INVALID.means': '回执未通过核验，不能证明任何事项。这不代表文件有问题，也不代表文件没有问题。',
  'verdict.UNDETERMINED': '无法判定',
  'verdict.UNDETERMINED.means': '缺少作出判定所必需的内容。目前没有任何情况对该证据不利。',
  'verdict.NOT_FOUND': '未找到',
  'verdict.NOT_FOUND.means':
    '本服务中没有这条存证记录。它可能由其他机构保存；持有回执时，无需任何服务即可核验。',

  'outcome.pass': '通过',
  'outcome.fail': '未通过',
  'outcome.unknown': '无法判定',
  'outcome.skipped': '未进行',
  'check.expected': '应为',
  'check.found': '实为',

  'check.receipt.canonical': '回执格式',
  'check.receipt.canonical.means': '回执采用唯一的规范写法，格式要求的成员一个不少，也没有多余成员。',
  'check.record.format': '存证记录格式',
  'check.record.format.means': '回执中的存证记录恰好具有格式规定的各项，且没有同一摘要出现在两处。',
  'check.disclosures.match': '披露内容',
  'check.disclosures.match.means':
    '所披露的每一项（案件、说明项、文件）的摘要都记载于存证记录中与其名称对应的位置。',
  'check.anchor.header': '区块头',
  'check.anchor.header.means': '批次上链所在区块的区块头符合严格的编码规则。',
  'check.anchor.parent': '父区块',
  'check.anchor.parent.means': '所附父区块头正是该区块所指的父区块；上链时间不早于父区块的时间。',
  'check.anchor.receipt': '区块内的交易',
  'check.anchor.receipt.means': '该日志属于此区块中一笔执行成功的交易，并由区块的收据树证明。',
  'check.anchor.emitter': '存证合约',
  'check.anchor.emitter.means':
    '该日志出自信任根所描述的那条链上、在该区块有效的存证合约，而非其他合约或其他链。',
  'check.anchor.event': '日志类型',
  'check.anchor.event.means': '该日志是批次上链事件，各项数值均在规定范围内。',
  'check.anchor.agency': '提交机构',
  'check.anchor.agency.means': '批次的上链机构与存证记录所写的机构一致。',
  'check.anchor.set': '验证者集合',
  'check.anchor.set.means': '信任根中包含为该区块封签的那一版验证者集合。',
  'check.anchor.seals': '区块封签',
  'check.anchor.seals.means':
    '该版验证者集合中不少于三分之二的成员为此区块封签；每个封签均有效，没有集合以外的封签，也没有重复封签。',
  'check.batch.inclusion': '记录属于批次',
  'check.batch.inclusion.means': '由存证记录沿证明路径计算，得到已上链的批次根。',
  'check.notBefore.hash': '在先区块',
  'check.notBefore.hash.means': '所附区块头正是存证记录“不早于”一项所指的区块。',
  'check.notBefore.order': '区块先后',
  'check.notBefore.order.means': '存证记录所指的在先区块位于上链区块之前。',
  'check.notBefore.seals': '在先区块的封签',
  'check.notBefore.seals.means': '存证记录所指的在先区块由本链的某一版验证者集合封签。',
  'check.files.match': '所提交的文件',
  'check.files.match.means': '所提交的每个文件，其大小和全部摘要均与回执所披露的某个文件相同。',

  'next.give-file': '请同时提交回执和需要核验内容的文件。',
  'next.give-sm3': '存证记录中还载有 SM3 摘要：请提交文件本身，或在 SHA-256 之外一并提供其 SM3 摘要。',
  'next.correct-digests': '所提供的摘要不是 64 位小写十六进制数字，或文件大小不是整数：请更正后重试。',
  'next.ask-for-disclosure': '这份回执没有披露任何文件。请向提供回执的一方索取披露了相关文件的回执。',
  'next.update-trust': '为该回执封签的验证者集合比您的信任根更新。请先取得信任根的后续链接，再重新核验。',
  'next.check-trust':
    '该回执与您的信任根不属于同一条链，或出自信任根尚未记载的接续账本。请确认所用信任根正确，并取得其后续链接；不要使用由回执提供者给出的信任根。',
  'next.ask-for-receipt':
    '请凭存证编号向该机构重新索取回执。如果仍未通过，请保留两份回执，并告知该机构哪一项未通过。',
  'next.check-file': '请确认文件与回执均未选错。文件打开后再次保存，就已经是另一个文件。',
  'next.check-hidden-files':
    '该存证记录另有 {hidden} 个文件未在这份回执中披露，所提交的文件可能是其中之一。请索取披露了这些文件的回执。',
  'next.check-number': '请逐位核对存证编号，或向出具该编号的机构查询。',
  'next.try-later': '请稍后重试，或凭回执和您的信任根离线核验。',

  'vouches.several': '由 {validators} 个机构中的 {seals} 个封签，验证者集合第 {version} 版。',
  'vouches.single': '仅有一个运行方：不具独立性。时间与先后顺序仅为该运行方的单方陈述。',
  'interval.notBefore': '存证记录形成于第 {number} 号区块（{time}）之后。',
  'interval.anchored': '于第 {number} 号区块上链：出块方所报时间为 {time}，且不早于父区块时间 {parentTime}。',
  'hidden.some': '这份回执未披露：{items}。',
  'says.yes': '它说明：第 {number} 号区块封签时，这些数据已经存在，此后未曾改变；提交方为“{agency}”。',
  'says.no': '它不说明数据所反映的内容属实，也不说明数据由谁制作。',
};
