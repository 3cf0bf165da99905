/** What the page of a record says of the persons who signed it. */
export const en = {
  title: 'Signed by persons',
  lead: 'Names in a record are claims of the agency. Here persons signed it themselves, under the pseudonyms of the key list.',
  none: 'Nobody has signed it yet. How persons sign: docs/operations/countersignatures.md.',
  'role.complete': '{signed} of {demanded} signed',
  'role.missing': '{signed} of {demanded} signed, still missing',
  'role.beside': '{signed} signed',
  'verdict.SIGNED': 'signed',
  'verdict.INVALID': 'does not count',
  'verdict.UNDETERMINED': 'undetermined',
  'verdict.PENDING': 'not anchored yet: it does not count before',
  'by.p256': 'with a key file',
  'by.passkey': 'with a passkey',
  claimed: 'by the signer’s own clock:',
  proof: 'record of the signature',
  sign: 'Sign with the passkey',
  'sign.as': 'As {person}, in the role',
  'sign.done': 'Signed. It counts once it is anchored.',
  'sign.unlisted':
    'To sign with your passkey, it has to be in the key list of your agency. Give this key to whoever keeps the list:',
  'sign.key': 'public key of the passkey',
  'sign.noPasskey':
    'To sign here, you need a passkey for this address, of the kind ES256: make one under your account.',
  again: 'Look again',
  not: 'A signature shows that the holder of a key signed these very bytes, and that the agency had listed the key for that person and role before. Whose key it really is, the agency says. That the person read and understood the record is not shown.',
} as const;

export type PersonsKey = keyof typeof en;

export const zh: Record<PersonsKey, string> = {
  title: '人员签署',
  lead: '存证记录中的姓名是机构的陈述。此处由人员本人签署，所示为密钥清单中的代号。',
  none: '尚无人签署。人员如何签署：docs/operations/countersignatures.md。',
  'role.complete': '应有 {demanded} 人，{signed} 人已签署',
  'role.missing': '应有 {demanded} 人，{signed} 人已签署，尚缺',
  'role.beside': '{signed} 人已签署',
  'verdict.SIGNED': '已签署',
  'verdict.INVALID': '不成立',
  'verdict.UNDETERMINED': '无法判定',
  'verdict.PENDING': '尚未上链，上链前不成立',
  'by.p256': '密钥文件',
  'by.passkey': '通行密钥',
  claimed: '签署人自述时间：',
  proof: '载有签署的存证记录',
  sign: '用通行密钥签署',
  'sign.as': '以 {person} 的名义，身份为',
  'sign.done': '已签署。上链后成立。',
  'sign.unlisted': '要用您的通行密钥签署，须先将其列入本机构的密钥清单。请将此公钥交给清单的管理人员：',
  'sign.key': '通行密钥的公钥',
  'sign.noPasskey': '要在此签署，您需要用于本地址的通行密钥（ES256）：请在账户页面创建。',
  again: '重新查看',
  not: '签署证明：密钥持有人签署了这份存证记录的全部字节，且机构此前已将该密钥列于该人员和身份名下。密钥究竟属于何人，以机构所述为准。签署不证明该人员阅读并理解了存证记录。',
};
