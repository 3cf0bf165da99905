import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { encryptKeystoreJson } from 'ethers';
import { toHex0x } from '../../../core/bytes.ts';
import { makeCard } from '../../../core/card.ts';
import { addressOfKey } from '../../../core/signature.ts';
import { agencyKeys } from '../../support/founding.ts';
import { PASSWORD } from './password.ts';

/** A keystore that opens at once: tests open many, and what scrypt costs is not what they are about. */
function quickKeystore(key: Uint8Array): Promise<string> {
  const account = { address: addressOfKey(key), privateKey: toHex0x(key) };
  return encryptKeystoreJson(account, PASSWORD, { scrypt: { N: 1024 } });
}

/** An agency's folder as `jz agency init` lays it out, with keys that follow from its ID. */
export async function writeAgencyFolder(
  folder: string,
  id: string,
  endpoint: string | null = null,
): Promise<void> {
  const { governance, operator, validator } = agencyKeys(id);
  const name = { en: `Agency ${id}`, zh: `机构 ${id}` };
  const card = makeCard({ id, name, endpoint }, { governance, operators: [operator], validator });
  mkdirSync(path.join(folder, 'agency', 'keystore'), { recursive: true });
  writeFileSync(path.join(folder, 'agency', 'card.json'), card);
  for (const [role, key] of Object.entries({ governance, operator, validator })) {
    writeFileSync(path.join(folder, 'agency', 'keystore', `${role}.json`), await quickKeystore(key));
  }
}
