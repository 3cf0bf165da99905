import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PACKAGES, packPackage } from './packages/pack.ts';

/** `npm run packages`: writes what can be installed elsewhere to dist/, as .tgz. */

const dist = fileURLToPath(new URL('../dist/', import.meta.url));
for (const name of PACKAGES) console.log(packPackage(name, join(dist, name)));
