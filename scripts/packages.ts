import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { apiTypes } from './packages/api-types.ts';
import { PACKAGES, packPackage } from './packages/pack.ts';

/** `npm run packages`: writes the client's calls out of the API, and what can be installed elsewhere to dist/, as .tgz. */

const root = fileURLToPath(new URL('..', import.meta.url));
writeFileSync(join(root, 'packages/client/api.ts'), apiTypes());
for (const name of PACKAGES) console.log(packPackage(name, join(root, 'dist', name)));
