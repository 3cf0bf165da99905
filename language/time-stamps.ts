/** Time stamps of an outside authority, as the page and the command print them. Keys follow `core/time-stamp/report.ts`. */

export const en = {
  'stamp.title': 'Time stamp of an outside authority',
  'stamp.holds':
    'By the word of a time-stamping authority that you pinned, the batch existed at {time}, give or take {accuracy} s.',
  'stamp.renewed': 'It was renewed before its certificate ended, last at {time}.',
  'stamp.fails':
    'The time stamp does not hold, so it says nothing. The verdict on the evidence does not rest on it.',
  'stamp.unjudged': 'A time stamp is there, unjudged: nothing is said by it.',
  'stamp.pin':
    'To judge it, pin the authority’s certificate, which you have from the authority itself: a PEM file.',
  'stamp.bundle':
    'Files of time stamps here: {all}. Holding, by authorities that you pinned: {holds}. Not holding: {fails}. Unjudged: {unjudged}.',
  'stamp.stray':
    'Time stamps over no batch of a record here that holds, so nothing follows from them: {name}',
  'stamp.none': 'No time stamps came along.',
  'check.stamp.format': 'Form of the time stamp',
  'check.stamp.format.means':
    'The file and each token are of the form that the format and RFC 3161 ask for, to the last byte.',
  'check.stamp.imprint': 'What the time stamp is over',
  'check.stamp.imprint.means':
    'The first token is over the root of this record’s batch, each renewal over the token before it.',
  'check.stamp.signature': 'Signature of the authority',
  'check.stamp.signature.means':
    'The token names the certificate that it was signed with, and the signature is of that key.',
  'check.stamp.certificate': 'Certificate of the authority',
  'check.stamp.certificate.means':
    'The certificate is for time stamps and nothing else, and was valid at the time of the token.',
  'check.stamp.chain': 'Authority that you pinned',
  'check.stamp.chain.means':
    'The certificate is one that you pinned, or leads to one. Anybody can make an authority: others say nothing.',
  'check.stamp.renewal': 'Renewal in time',
  'check.stamp.renewal.means':
    'Each token was renewed before its certificate ended, and the certificate of the last one has not ended.',
} as const;

export const zh: Record<keyof typeof en, string> = {
  'stamp.title': '外部机构的时间戳',
  'stamp.holds': '据您指定信任的时间戳服务机构，该批次在 {time} 已经存在（误差不超过 {accuracy} 秒）。',
  'stamp.renewed': '时间戳已在证书到期前续签，最近一次为 {time}。',
  'stamp.fails': '时间戳不成立，因此不说明任何问题。对证据的结论不以时间戳为依据。',
  'stamp.unjudged': '附有时间戳，但未作判定：它不说明任何问题。',
  'stamp.pin': '如需判定，请指定该机构的证书（PEM 文件，须由该机构处直接取得）。',
  'stamp.bundle':
    '此处时间戳文件：{all} 份。据您指定信任的机构成立：{holds} 份；不成立：{fails} 份；未作判定：{unjudged} 份。',
  'stamp.stray': '时间戳不针对此处任何成立的存证记录所在批次，因此不说明任何问题：{name}',
  'stamp.none': '未附时间戳。',
  'check.stamp.format': '时间戳的格式',
  'check.stamp.format.means': '文件及每个时间戳的每个字节都符合格式说明和 RFC 3161。',
  'check.stamp.imprint': '时间戳所针对的内容',
  'check.stamp.imprint.means': '第一个时间戳针对该记录所在批次的根，每次续签针对前一个时间戳。',
  'check.stamp.signature': '时间戳服务机构的签名',
  'check.stamp.signature.means': '时间戳指明了签名所用的证书，且签名出自该证书的密钥。',
  'check.stamp.certificate': '时间戳服务机构的证书',
  'check.stamp.certificate.means': '证书仅用于签发时间戳，并在签发时有效。',
  'check.stamp.chain': '您指定信任的机构',
  'check.stamp.chain.means':
    '证书就是您指定的证书，或可追溯至该证书。任何人都能自建时间戳机构：其他机构的时间戳不说明任何问题。',
  'check.stamp.renewal': '及时续签',
  'check.stamp.renewal.means': '每个时间戳都在其证书到期前续签，最后一个的证书尚未到期。',
};
