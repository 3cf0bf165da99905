import type { OperationId } from '../operations.ts';
import { CUSTODY_EXAMPLES } from './custody.ts';
import { EVIDENCE_EXAMPLES } from './evidence.ts';
import { NETWORK_EXAMPLES } from './network.ts';
import { NOTICE_EXAMPLES } from './notices.ts';
import { PEOPLE_EXAMPLES } from './people.ts';
import { PERSON_EXAMPLES } from './persons.ts';
import type { Example } from './values.ts';

/** An example of each operation, for whoever reads the documentation. The operation's own schemas accept it. */
export const EXAMPLES: Readonly<Record<OperationId, Example>> = {
  ...EVIDENCE_EXAMPLES,
  ...PEOPLE_EXAMPLES,
  ...NETWORK_EXAMPLES,
  ...CUSTODY_EXAMPLES,
  ...NOTICE_EXAMPLES,
  ...PERSON_EXAMPLES,
};
