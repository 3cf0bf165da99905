/** What the page of a record says of the persons who signed it. */
export const en = {
  title: 'Signed by persons',
  lead: 'Names in a record are claims of the agency. Here persons signed it themselves, under the pseudonyms of the key list.',
  none: 'Nobody has signed it yet. How persons sign: docs/operations/countersignatures.md.',
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
} as const;

export type PersonsKey = keyof typeof en;

export const zh: Record<PersonsKey, string> = {
  title: '人员签署',
  lead: '存证记录中的姓名是机构的陈述。此处由人员本人签署，所示为密钥清单中的代号。',
  none: '尚无人签署。人员如何签署：docs/operations/countersignatures.md。',
  claimed: '签署人自述时间：',
  proof: '载有签署的存证记录',
  sign: '用通行密钥签署',
  'sign.as': '以 {person} 的名义，身份为',
  'sign.done': '已签署。上链后成立。',
  'sign.unlisted': '要用您的通行密钥签署，须先将其列入本机构的密钥清单。请将此公钥交给清单的管理人员：',
  'sign.key': '通行密钥的公钥',
  'sign.noPasskey': '要在此签署，您需要用于本地址的通行密钥（ES256）：请在账户页面创建。',
  again: '重新查看',
};
