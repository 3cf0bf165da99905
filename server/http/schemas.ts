import { z } from 'zod';
import { WARNINGS } from '../../core/governance/effect.ts';
import { MOTION_KINDS, MOTION_STATUSES, STATUSES } from '../../core/governance/words.ts';
import { DUE, HANDOFF_STATES } from '../../core/handoff-state.ts';
import { FIELD_FORMS, ROLES as KIND_ROLES } from '../../core/kinds.ts';
import { NOTICES } from '../../core/notices.ts';
import { MAX_CLAIMS, MAX_FILES } from '../../core/record.ts';
import { STATEMENT_KINDS, type StatementKind } from '../../core/statement-events.ts';
import { MOST_WORKING_DAYS } from '../../core/working-days.ts';
import { LIST_FORMATS } from '../../paper/evidence-list.ts';
import { Refusal } from '../refusal.ts';
import { FAILURES } from '../webhooks/send.ts';
import { ROLES } from './access.ts';

/** What the API takes and gives: the same schemas validate requests and make the OpenAPI document. */

const hex64 = z.string().regex(/^[0-9a-f]{64}$/);
const sha256 = hex64.describe('SHA-256, 64 lower-case hex digits');
const sm3 = hex64.describe('SM3, 64 lower-case hex digits');
export const recordId = hex64.describe('Record ID: the leaf hash of the record, 64 lower-case hex digits');

const size = z.int().min(0).describe('Bytes');
const caseId = z.string().min(1).max(256).describe('Case; without it the record gets a case of its own');
const kind = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,30}$/)
  .describe('Kind of record; "evidence" by default');
const claims = z
  .record(z.string().regex(/^[a-z][a-zA-Z0-9]{0,39}$/), z.string())
  .refine((value) => Object.keys(value).length <= MAX_CLAIMS, `At most ${MAX_CLAIMS} claims`)
  .describe('What is claimed of the evidence: who collected it, where, when, with what');
const fileName = z.string().min(1).max(1024).describe('Relative path with “/”, in any script');

export const digestsOnly = z
  .strictObject({
    case: caseId.optional(),
    kind: kind.optional(),
    claims: claims.optional(),
    files: z
      .array(
        z.strictObject({
          name: fileName,
          size,
          mediaType: z.string().max(255).optional(),
          sha256,
          sm3: sm3.optional(),
        }),
      )
      .min(1)
      .max(MAX_FILES),
  })
  .describe('A record of files that stay where they are');

export const bulk = z
  .strictObject({ records: z.array(digestsOnly).min(1).max(1000) })
  .describe('Several records at once: all of them, or none');

const uploadId = z
  .string()
  .regex(/^[0-9a-f]{32}$/)
  .describe('The last part of an upload’s address');
export const uploadReferences = z
  .array(
    z.strictObject({
      upload: uploadId,
      name: fileName,
      mediaType: z.string().max(255).optional(),
      sha256: sha256.optional().describe('Of the file that is meant: no record is made of another one'),
      place: z
        .int()
        .min(0)
        .optional()
        .describe('Place among all files of the record, from 0; after the others where it is not given'),
    }),
  )
  .max(MAX_FILES)
  .describe('Files that were uploaded before, in pieces (tus), and are whole');
export const uploadView = z
  .object({
    uploadId,
    size,
    offset: z.int().describe('Bytes received, durable'),
    prefix: z
      .object({ bytes: z.int(), sha256 })
      .nullable()
      .describe('Digest of the first bytes, by which a sender knows whether it holds the same file'),
    record: recordId.nullable().describe('The record that took it'),
    expiresAt: z.iso.datetime().nullable(),
  })
  .describe('A file that arrives in pieces');

/** The fields beside the files of an upload: texts, as forms send them. */
export const uploadFields = z.strictObject({
  case: caseId.optional(),
  kind: kind.optional(),
  claims: claims.optional(),
  uploads: uploadReferences.optional(),
});

export const idempotencyKey = z.string().regex(/^[\x21-\x7e]{1,200}$/);

const limit = z.coerce.number().int().min(1).max(500).default(50);
const cursor = z.string().max(400).optional().describe('“next” of the page before');
export const recordQuery = z.strictObject({
  case: caseId.optional(),
  state: z.enum(['received', 'batched', 'anchored']).optional(),
  kind: kind.optional(),
  sha256: sha256.optional(),
  cursor,
  limit,
});
export const listQuery = z.strictObject({
  record: recordId.optional().describe('This or `case`'),
  case: caseId.optional(),
  format: z.enum(LIST_FORMATS).default('pdf'),
});
export const caseQuery = z.strictObject({ cursor, limit });

export const recordView = z
  .object({
    recordId,
    agency: z.string(),
    case: z.string(),
    position: z.int().min(1).describe('Place in the case'),
    kind: z.string(),
    state: z.enum(['received', 'batched', 'anchored']),
    receivedAt: z.iso.datetime(),
    claims: z.record(z.string(), z.string()),
    files: z.array(
      z.object({
        name: z.string(),
        size,
        mediaType: z.string(),
        sha256,
        sm3: sm3.nullable(),
        stored: z.boolean().describe('Whether this service holds the bytes'),
      }),
    ),
  })
  .describe('A record');

export const receiptSha256 = hex64.describe('SHA-256 of the receipt’s bytes, 64 lower-case hex digits');
const agencyId = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,30}$/)
  .describe('Agency');
const heldFiles = z
  .array(z.int().min(0))
  .describe('Places in the record of the files whose bytes are kept, from 0');
export const copy = z
  .object({ agency: agencyId, at: z.iso.datetime(), receiptSha256, heldFiles })
  .describe('Who keeps a copy, by its signed acknowledgement');
export const acknowledgement = z
  .strictObject({
    agency: agencyId,
    at: z.int().describe('Unix seconds, by that agency’s clock'),
    format: z.literal('jianzheng/acknowledgement/1'),
    heldFiles,
    key: z.string().describe('Address of the operator key'),
    receiptSha256,
    recordId,
    signature: z.string().describe('r, s and v, 65 bytes as hex with 0x'),
  })
  .describe('An agency’s signed word that it keeps a copy (docs/FORMAT.md, section 12)');
export const listedCopy = copy.extend({ recordId });
export const copyPage = z.object({ items: z.array(listedCopy), next: z.string().nullable() });
export const copyQuery = z.strictObject({ agency: agencyId.optional(), cursor, limit });
export const recordsRequest = z
  .strictObject({
    agency: agencyId.describe('Agency that asks'),
    at: z.int().describe('Unix seconds, by that agency’s clock'),
    format: z.literal('jianzheng/records-request/1'),
    key: z.string().describe('Address of the operator key'),
    ledger: z.string().describe('Address of the ledger contract'),
    nonce: z.string().describe('16 random bytes, 32 lower-case hex digits'),
    of: agencyId.describe('Agency that is asked'),
    sequence: z.int().min(1),
    signature: z.string().describe('r, s and v, 65 bytes as hex with 0x'),
  })
  .describe('An agency’s signed request for the records of a batch (docs/FORMAT.md, section 16)');
export const keptReceipt = z
  .object({
    receiptSha256,
    recordId,
    agency: agencyId.describe('Agency whose record it is'),
    keptAt: z.iso.datetime(),
    heldFiles,
    acknowledgement,
  })
  .describe('A receipt that was handed to this service');
export const keptPage = z.object({ items: z.array(keptReceipt), next: z.string().nullable() });
export const keptQuery = z.strictObject({
  agency: agencyId.optional(),
  recordId: recordId.optional(),
  cursor,
  limit,
});
export const filePlace = z
  .string()
  .regex(/^(0|[1-9]\d{0,3})$/)
  .transform(Number);
export const bytes = z.string().meta({ contentMediaType: 'application/octet-stream' }).describe('Bytes');
export const noFields = z.strictObject({});
export const receiptDocument = z
  .record(z.string(), z.unknown())
  .describe('A receipt (docs/FORMAT.md, section 5); its bytes are what counts');

export const timeStampsDocument = z
  .object({
    format: z.literal('jianzheng/time-stamps/1'),
    tokens: z.array(z.string()).describe('DER of RFC 3161 tokens, base64url'),
  })
  .describe('Time stamps of a batch, docs/FORMAT.md section 18');

export const recordDetail = recordView
  .extend({
    copies: z.array(copy),
    timeStamps: z.int().describe('Tokens of a time-stamping authority over its batch'),
    anchor: z
      .object({
        sequence: z.int(),
        blockNumber: z.int(),
        blockTime: z.iso.datetime(),
        notBeforeNumber: z.int(),
        sealedBy: z.int().describe('Version of the validator set'),
      })
      .nullable(),
  })
  .describe('A record, and where it is anchored');
export const recordPage = z.object({ items: z.array(recordView), next: z.string().nullable() });
export const recordList = z.object({ items: z.array(recordView) });
export const casePage = z.object({
  items: z.array(z.object({ id: z.string(), count: z.int(), lastAt: z.iso.datetime() })),
  next: z.string().nullable(),
});
export const receiptPending = z.object({
  state: z.enum(['received', 'batched', 'anchored']),
  detail: z.string(),
});

const askedRecord = hex64.describe(
  'Record ID, instead of a receipt. Alone it is answered to everyone; together with files to those who are signed in',
);
export const verification = z
  .strictObject({
    files: z
      .array(z.strictObject({ size, sha256, sm3: sm3.optional() }))
      .max(MAX_FILES)
      .optional(),
    receipt: z
      .union([z.record(z.string(), z.unknown()), z.string()])
      .optional()
      .describe('The receipt as an object, or its exact text'),
    recordId: askedRecord.optional(),
  })
  .refine((value) => value.receipt === undefined || value.recordId === undefined, {
    path: ['recordId'],
    message: 'Either a receipt or a record ID',
  });
export const verificationFields = z.strictObject({
  recordId: askedRecord.optional(),
  receipt: z.string().optional(),
});
export const report = z
  .looseObject({
    verdict: z.enum(['VERIFIED', 'MISMATCH', 'INVALID', 'UNDETERMINED', 'NOT_FOUND']),
    checks: z.array(
      z.object({
        name: z.string(),
        outcome: z.enum(['pass', 'fail', 'unknown', 'skipped']),
        expected: z.string().optional(),
        found: z.string().optional(),
      }),
    ),
    next: z.string().optional(),
  })
  .describe('Verdict, and every check behind it');

const role = z.enum(ROLES);
export const signIn = z.strictObject({ ticket: z.string().min(1).max(200) });
export const who = z.object({
  role,
  name: z.string(),
  csrf: z.string().optional().describe('For the header X-CSRF-Token; only with a session'),
  agency: z.object({ id: z.string(), name: z.object({ en: z.string(), zh: z.string() }) }),
  account: z.string().optional().describe('The account, where it is somebody’s'),
});
const moments = { created: z.iso.datetime(), ended: z.iso.datetime().nullable() };
const accountId = z
  .string()
  .regex(/^[0-9a-f]{16}$/)
  .describe('Account');
export const newAccount = z.strictObject({ role, name: z.string().trim().min(1).max(100) });
export const newRole = z.strictObject({ role });
export const accountView = z.object({ id: accountId, name: z.string(), role, ...moments });
const invitation = {
  ticket: z.string(),
  path: z.string().describe('To be opened in a browser, once, within seven days'),
};
export const createdAccount = accountView.extend(invitation);
export const invitationView = z.object(invitation);
export const accountList = z.object({
  items: z.array(
    accountView.extend({
      passkeys: z.int(),
      signedInAt: z.iso.datetime().nullable().describe('When the newest session began that has not ended'),
    }),
  ),
});
export const sessionList = z.object({
  items: z.array(
    z.object({
      id: z.string().describe('No secret: nobody signs in with it'),
      role,
      name: z.string(),
      account: accountId.nullable(),
      own: z.boolean().describe('Whether it is the session of this request'),
      created: z.iso.datetime(),
      expires: z.iso.datetime(),
    }),
  ),
});
export const passkeyOptions = z.looseObject({ challenge: z.string() }).describe('For the browser (WebAuthn)');
/** What the browser made of them is checked by the library, field by field; these are the parts that it reads. */
const passkeyResult = {
  id: z.string().min(1).max(2048),
  rawId: z.string(),
  type: z.literal('public-key'),
  clientExtensionResults: z.record(z.string(), z.unknown()).default({}),
};
const clientDataJSON = z.string();
export const passkeyMade = z
  .object({ ...passkeyResult, response: z.object({ clientDataJSON, attestationObject: z.string() }) })
  .describe('What the browser made (WebAuthn RegistrationResponseJSON)');
export const passkeyAnswer = z
  .object({
    ...passkeyResult,
    response: z.object({ clientDataJSON, authenticatorData: z.string(), signature: z.string() }),
  })
  .describe('What the browser signed (WebAuthn AuthenticationResponseJSON)');
export const createdPasskey = z.object({ id: z.string() });
export const passkeyList = z.object({
  items: z.array(
    z.object({
      id: z.string(),
      host: z.string().describe('The name of the service for which it was made'),
      created: z.iso.datetime(),
      lastUsed: z.iso.datetime().nullable(),
    }),
  ),
});
export const feedQuery = z.strictObject({
  lang: z.enum(['zh', 'en']).optional().describe('As Accept-Language asks without it'),
});
const noticeTypes = z.array(z.enum(NOTICES));
export const newWebhook = z.strictObject({
  url: z.string().min(1).max(2000).describe('https address to which notices are posted'),
  events: noticeTypes
    .max(NOTICES.length)
    .refine((names) => new Set(names).size === names.length, 'Each once')
    .optional()
    .describe('Which notices; all without it'),
});
export const newSecret = z.strictObject({
  overlapHours: z
    .int()
    .min(0)
    .max(168)
    .default(24)
    .describe('For so long deliveries are signed with the old secret too; 0 where others know it'),
});
export const webhookView = z
  .object({
    id: z.string(),
    url: z.string(),
    events: noticeTypes.describe('Empty: all'),
    created: z.iso.datetime(),
    failingSince: z.iso.datetime().nullable().describe('First of the attempts that failed in a row'),
    paused: z.iso.datetime().nullable().describe('Nothing is sent since then, until it is resumed'),
    waiting: z.int().describe('Notices that wait to be taken'),
    oldSecretUntil: z.iso
      .datetime()
      .nullable()
      .describe('Until then deliveries carry a second signature, by the secret before; null without one'),
  })
  .describe('An address that is told of things');
export const createdWebhook = webhookView.extend({
  secret: z.string().describe('What deliveries are signed with (Standard Webhooks). Shown this once'),
});
export const webhookList = z.object({ items: z.array(webhookView) });
const attempted = {
  status: z.int().nullable().describe('Of the last answer; null without one'),
  error: z.enum(FAILURES).nullable().describe('Why the last attempt failed'),
};
export const webhookOutcome = z.object({ delivered: z.boolean(), ...attempted });
const deliveryState = z.enum(['open', 'delivered', 'given-up']);
export const deliveryQuery = z.strictObject({ state: deliveryState.optional(), cursor, limit });
export const deliveryPage = z.object({
  items: z.array(
    z.object({
      id: z.string().describe('The header webhook-id'),
      type: z.string(),
      time: z.iso.datetime(),
      state: deliveryState,
      attempts: z.int(),
      nextAttempt: z.iso.datetime().nullable().describe('Not before; null where there is none'),
      lastAttempt: z.iso.datetime().nullable(),
      ...attempted,
    }),
  ),
  next: z.string().nullable(),
});
export const newTicket = z.strictObject({ role, name: z.string().min(1).max(100).optional() });
export const ticket = z.object({
  ticket: z.string(),
  path: z.string().describe('To be opened in a browser, once'),
});
export const newToken = z.strictObject({
  role,
  name: z.string().min(1).max(100).optional(),
  expiresInDays: z.number().positive().max(3650).optional(),
});
export const tokenView = z.object({
  id: z.string(),
  role,
  name: z.string(),
  created: z.iso.datetime(),
  expires: z.iso.datetime().nullable(),
  revoked: z.iso.datetime().nullable(),
  lastUsed: z.iso.datetime().nullable(),
});
export const createdToken = tokenView.extend({ token: z.string().describe('Shown this once') });
export const tokenList = z.object({ items: z.array(tokenView) });
const address = z.string().regex(/^0x[0-9a-f]{40}$/);
const moment = z
  .object({ block: z.int(), time: z.iso.datetime().nullable() })
  .nullable()
  .describe('Block and its time; without a time for the founding; null: not yet, or not ended');
export const agencyView = z
  .object({
    id: z.string(),
    name: z
      .object({ en: z.string(), zh: z.string() })
      .nullable()
      .describe('As in the founding document; null for an agency that joined later'),
    state: z.enum(['admitted', 'active', 'suspended', 'removed', 'cancelled']),
    governance: address,
    validator: address,
    nextValidator: address.nullable().describe('May take the place of the validator by claiming it'),
    claimUntil: z.iso.datetime().nullable(),
    keys: z.array(
      z.object({
        address,
        role: z.enum(['governance', 'operator', 'validator']),
        from: moment,
        until: moment,
      }),
    ),
    lastSequence: z.int().describe('Number of its last batch; 0 where it has none'),
    lastAnchored: z.iso.datetime().nullable(),
    asked: z
      .object({
        service: z.string().describe('Where it is asked'),
        upTo: z.int().describe('Each batch up to this one was asked for at least once'),
        answeredAt: z.iso.datetime().nullable(),
        unreachableSince: z.iso.datetime().nullable(),
        reason: z.string().nullable().describe('Why it could not be reached'),
        withheld: z
          .array(
            z.object({
              sequence: z.int().min(1),
              outcome: z.enum(['refused', 'wrong']),
              reason: z.string(),
              since: z.iso.datetime(),
            }),
          )
          .describe('Batches whose records did not come, the lowest 20'),
      })
      .optional()
      .describe(
        'Whether it hands out the records of its batches when this service asks; no proof of anything',
      ),
  })
  .describe('An agency, by the registry’s sealed events');
export const agencyList = z.object({ items: z.array(agencyView) });
export const batchQuery = z.strictObject({ cursor, limit });
export const followedBatch = z.object({
  sequence: z.int().min(1),
  root: hex64.describe('Merkle root, 64 lower-case hex digits'),
  size: z.int().min(1).describe('Records'),
  blockNumber: z.int(),
  blockTime: z.iso.datetime(),
  sealedBy: z.int().describe('Version of the validator set'),
});
export const batchPage = z.object({ items: z.array(followedBatch), next: z.string().nullable() });
const blockName = z.object({ number: z.int(), hash: z.string(), time: z.iso.datetime() }).nullable();
export const chainView = z
  .object({
    head: blockName.describe('The last block whose seals were checked'),
    followed: blockName.describe('The block up to which everything was read'),
    trouble: z.string().optional().describe('Why following does not go on, as a code'),
    set: z
      .object({
        version: z.int(),
        changedAt: z.int().describe('The block of the change to it; 0: the founding'),
        validators: z.array(
          z.object({
            address,
            agency: z.string().nullable(),
            sealed: z.int().describe('Blocks among “blocks” that it sealed'),
            proposed: z.int(),
            lastSealed: z.int().nullable(),
          }),
        ),
      })
      .describe('The validator set in force'),
    blocks: z
      .array(
        z.object({
          number: z.int(),
          time: z.iso.datetime(),
          proposer: address,
          signers: z
            .array(address)
            .nullable()
            .describe('Who sealed it; null: not looked at yet; empty: the node gave seals that do not hold'),
        }),
      )
      .describe('The last 100 blocks, newest first'),
  })
  .describe('The chain as this service has followed it');
export const accessQuery = z.strictObject({
  actor: z.string().max(100).optional().describe('Who, as in “actor”'),
  action: z.string().max(60).optional(),
  subject: z.string().max(100).optional().describe('What it was done to, such as a record ID'),
  cursor,
  limit,
});
export const accessPage = z
  .object({
    items: z.array(
      z.object({
        seq: z.int().min(1),
        at: z.iso.datetime(),
        actor: z
          .string()
          .describe('Account, token or session; “service”; “anonymous” for whoever is not signed in'),
        action: z.string(),
        subject: z.string().nullable(),
        record: hex64
          .nullable()
          .describe('Record that holds the log of that day; null until the day is over'),
      }),
    ),
    next: z.string().nullable(),
  })
  .describe('Who did what, and who looked at what');
const deadline = z.iso.datetime({ offset: true }).describe('At least 24 hours away');
export const workingDays = z.strictObject({
  workingDays: z
    .int()
    .min(1)
    .max(MOST_WORKING_DAYS)
    .describe('Until the end of the working day that is so many after today, by the calendar of the service'),
});
export const countedDeadline = z
  .union([deadline, workingDays])
  .describe('A time, or a number of working days');
const ofHandoff = { handoff: z.int().min(1).describe('Number of the hand-off') };
const terms = {
  to: agencyId,
  purpose: recordId.describe('The record that says why'),
  answerBy: countedDeadline,
  reportBy: countedDeadline.optional().describe('For the final report; without it none is asked for'),
};
const reason = recordId.describe('The record that says why');
export const newAct = z
  .discriminatedUnion('do', [
    z.strictObject({
      do: z.literal('attest'),
      recordId,
      opinion: z.enum(['confirm', 'reject', 'dispute']),
      reasons: reason.optional().describe('Needed to reject or dispute'),
    }),
    z.strictObject({ do: z.literal('supersede'), recordId, replacement: recordId, reason }),
    z.strictObject({ do: z.literal('withdraw'), recordId, reason }),
    z.strictObject({ do: z.literal('close-case'), case: caseId }),
    z.strictObject({
      do: z.literal('offer'),
      recordId,
      wholeCase: z.boolean().optional().describe('All of its case, up to it'),
      ...terms,
    }),
    z.strictObject({ do: z.literal('hand-on'), ...ofHandoff, ...terms }),
    z.strictObject({ do: z.literal('accept'), ...ofHandoff }),
    z.strictObject({ do: z.literal('recall'), ...ofHandoff }),
    z.strictObject({ do: z.literal('record-overdue'), ...ofHandoff }),
    z.strictObject({ do: z.literal('refuse'), ...ofHandoff, reason }),
    z.strictObject({ do: z.literal('report'), ...ofHandoff, final: z.boolean(), report: recordId }),
    z.strictObject({ do: z.literal('ask-extension'), ...ofHandoff, until: countedDeadline }),
    z.strictObject({ do: z.literal('agree-extension'), ...ofHandoff, until: deadline }),
  ])
  .describe('What this agency is to say on the chain');
export const act = z
  .object({
    id: z.int().min(1),
    method: z.string().describe('The contract’s method'),
    state: z.enum(['open', 'said', 'refused']),
    createdAt: z.iso.datetime(),
    transaction: z.string().nullable(),
    block: z.int().nullable(),
    counted: z
      .array(
        z.object({
          term: z.enum(['answerBy', 'reportBy', 'until']),
          workingDays: z.int(),
          time: z.iso.datetime(),
          calendar: z.string().describe('Name of the calendar, in the language asked for'),
        }),
      )
      .describe('Deadlines that were counted in working days, and the times that became of them'),
    refusal: z
      .object({
        error: z.string().describe('The contract’s error'),
        values: z.record(z.string(), z.string()),
        what: z.string(),
        next: z.string().describe('What to do'),
      })
      .nullable(),
  })
  .describe('What this agency says, from the wish until a block holds it or the contract refuses it');
export const countersignature = z
  .looseObject({ format: z.literal('jianzheng/countersignature/1') })
  .describe('What a person signed: docs/FORMAT.md, section 19');
export const takenCountersignature = z.object({
  recordId: recordId.describe('Of the record that the countersignature became'),
  signedRecord: recordId,
});
export const countersignatureView = z.object({
  recordId: recordId.describe('Of the record that holds it'),
  role: z.string(),
  person: z.string().describe('As the agency calls the person in its key list'),
  keyList: recordId,
  by: z.enum(['p256', 'passkey']),
  claimedAt: z.iso.datetime().describe('By the signer’s own clock'),
  verdict: z
    .enum(['SIGNED', 'INVALID', 'UNDETERMINED'])
    .nullable()
    .describe('null until it is anchored: it does not count before'),
  failed: z.string().nullable().describe('The first check that failed'),
});
export const countersignaturePage = z.object({
  recordId,
  kind: z.string(),
  items: z.array(countersignatureView),
  roles: z
    .array(
      z.object({
        role: z.string(),
        demanded: z.int().describe('Persons whom the record’s kind asks for in this role'),
        signed: z.array(z.string()).describe('Agency and person of each whose signature counts'),
        excused: z.boolean().describe('In their place the record gives a reason for none'),
      }),
    )
    .describe('Those that the record’s kind asks for, and those in which others signed besides'),
  keyLists: z.array(recordId).describe('Of the key lists of this agency that were looked at, newest first'),
});
export const signingKeys = z.object({
  ledger: z.string().describe('What is signed names the chain by it'),
  items: z.array(
    z.object({
      id: z.string().describe('Of the passkey'),
      host: z.string().describe('The name of the service for which it was made'),
      key: z.string().describe('As a key list has it: a compressed point of P-256, hex'),
      listed: z
        .object({ keyList: recordId, person: z.string(), roles: z.array(z.string()), origin: z.string() })
        .nullable()
        .describe('By the newest anchored key list; null where that does not have the key, or not in force'),
    }),
  ),
});
export const actQuery = z.strictObject({ cursor, limit });
export const actPage = z.object({ items: z.array(act), next: z.string().nullable() });
export const statementQuery = z.strictObject({
  recordId: recordId.optional(),
  commitment: hex64.optional().describe('A case, as its records commit to it'),
  handoff: z.coerce.number().int().min(1).optional(),
  kind: z.enum(STATEMENT_KINDS as [StatementKind, ...StatementKind[]]).optional(),
  agency: agencyId.optional().describe('Who said it'),
  cursor,
  limit,
});
export const statementItem = z.object({
  id: z.string().describe('Block, transaction and log'),
  block: z.int(),
  time: z.iso.datetime(),
  says: z.array(z.string()).describe('In sentences, in the language asked for'),
  statement: z.looseObject({ kind: z.string() }).describe('docs/FORMAT.md, section 15'),
});
export const statementPage = z.object({ items: z.array(statementItem), next: z.string().nullable() });
export const statementDocument = z.looseObject({ format: z.string() }).describe('docs/FORMAT.md, section 15');
export const handoffQuery = z.strictObject({
  due: z
    .enum(DUE)
    .optional()
    .describe('open: clocks run or nothing is due; late: a deadline was missed; over: nothing more can come'),
  side: z.enum(['to', 'from']).optional().describe('Only those to this agency, or only those from it'),
  cursor,
  limit,
});
export const handoffView = z
  .object({
    handoff: z.int(),
    agency: agencyId,
    recordId,
    commitment: hex64.nullable(),
    from: agencyId,
    to: agencyId,
    purpose: recordId,
    previous: z.int().nullable(),
    state: z.enum(HANDOFF_STATES),
    answerBy: z.iso.datetime(),
    reportBy: z.iso.datetime().nullable(),
    reports: z.int(),
    asked: z
      .object({ by: agencyId, clock: z.enum(['answer', 'report']), until: z.iso.datetime() })
      .nullable()
      .describe('A later deadline that one side asks for'),
    recordedOverdue: z.array(z.iso.datetime()).describe('Deadlines whose missing is recorded on the chain'),
  })
  .describe('A hand-off, at the time of the last block: no machine’s clock decides');
export const handoffPage = z.object({
  items: z.array(handoffView),
  at: z.iso.datetime().nullable().describe('Time of the last block'),
  block: z.int().nullable().describe('Number of the last block'),
  next: z.string().nullable(),
});
export const timelineQuery = z
  .strictObject({
    case: caseId.optional().describe('A case of this agency'),
    recordId: recordId
      .optional()
      .describe('The case of this record: of this agency, or one whose receipt is kept'),
    commitment: hex64.optional().describe('A case of any agency, as its records commit to it'),
  })
  .refine((query) => Object.values(query).filter((value) => value !== undefined).length === 1, {
    error: 'Exactly one of case, recordId and commitment',
  });
export const timeline = z
  .object({
    case: z.string().nullable().describe('As its agency calls it; null where that is not disclosed'),
    agency: agencyId.describe('Whose case it is'),
    commitment: hex64,
    at: z.iso.datetime().nullable().describe('Time of the last block'),
    block: z.int().nullable(),
    records: z
      .array(
        z.object({
          recordId,
          position: z.int().nullable().describe('Place in the case; null where that is not disclosed'),
          name: z.string().nullable().describe('Of its first file'),
          held: z.enum(['own', 'receipt']).describe('A record of this agency, or one whose receipt is kept'),
          block: z.int().nullable().describe('That anchors it'),
          time: z.iso.datetime().nullable(),
        }),
      )
      .describe('Those that this agency has, in the order of the case'),
    items: z.array(statementItem).describe('All that agencies said of it, in the order of the chain'),
    truncated: z.boolean().describe('Whether there is more than fits'),
  })
  .describe('A case across agencies');
export const status = z.looseObject({
  queue: z.object({ received: z.int(), batched: z.int(), oldestMs: z.number().nullable() }),
  chain: z.looseObject({
    head: z.int().nullable(),
    headTime: z.int().nullable(),
    reachable: z.boolean(),
    trouble: z.string().optional().describe('What is wrong with it, as a code of docs/errors.md'),
    reason: z.string().optional().describe('Why the embedded chain cannot run, in its own words'),
    halted: z
      .object({
        able: z.int(),
        needed: z.int(),
        validators: z.int(),
        waitingFor: z.array(z.string()).describe('Ids of agencies'),
      })
      .optional()
      .describe('With chain-halted: who is needed for blocks to be sealed again'),
    setVersion: z.int(),
    validators: z.int(),
    operators: z.union([z.literal('single'), z.int()]),
  }),
  timeStamps: z
    .object({
      waiting: z.int().describe('Anchored batches without a token'),
      trouble: z.object({ reason: z.string(), since: z.int() }).optional(),
    })
    .optional()
    .describe('Where a time-stamping authority is set'),
  disk: z.object({ freeBytes: z.number() }),
});
const change = z.object({ before: z.int(), after: z.int() });
const effect = z
  .object({
    validators: z.object({ before: z.array(address), after: z.array(address) }),
    version: change,
    quorum: change,
    mayBeDown: change,
    mayCheat: change,
    voters: change,
    claimBy: address.nullable(),
    warnings: z.array(z.enum(WARNINGS)),
  })
  .describe('What the motion would do, with everything claimed that it lets be claimed');
export const governance = z
  .object({
    agency: z.string().describe('The agency of this service'),
    chainId: z.int(),
    registry: address,
    block: z.int(),
    time: z.iso.datetime(),
    version: z.int().describe('Version of the set of validators'),
    validators: z.array(address),
    threshold: z.int().describe('Votes that a motion needs'),
    voters: z.int().describe('Agencies that may vote'),
    seats: z.array(
      z.object({
        id: z.string(),
        name: z.object({ en: z.string(), zh: z.string() }).nullable(),
        status: z.enum(STATUSES),
        governance: address,
        validator: address,
        nextValidator: address.nullable(),
        claimUntil: z.iso.datetime().nullable(),
        reinstateUntil: z.iso.datetime().nullable(),
      }),
    ),
    motions: z.array(
      z.object({
        number: z.int(),
        kind: z.enum(MOTION_KINDS),
        status: z.enum(MOTION_STATUSES),
        proposer: z.string(),
        subject: z.string().nullable(),
        votes: z.int(),
        needed: z.int(),
        votedBy: z.array(z.string()),
        deadline: z.iso.datetime(),
        governance: address.nullable(),
        validator: address.nullable(),
        ledger: address.nullable(),
        codeHash: z.string().nullable(),
        fromBlock: z.int(),
        effect: effect.nullable(),
      }),
    ),
  })
  .describe('Seats, the set of validators, and motions, as the node shows them at a verified block');
const bothLanguages = z.object({ en: z.string(), zh: z.string() });
export const kindList = z
  .object({
    items: z.array(
      z.object({
        kind: z.string(),
        label: bothLanguages,
        fields: z.array(
          z.object({
            name: z.string().describe('Name of the claim'),
            label: bothLanguages,
            form: z
              .enum(FIELD_FORMS)
              .describe('line, text; time: RFC 3339 with offset; sha256: 64 lower-case hex digits'),
            demanded: z.boolean(),
          }),
        ),
        roles: z.array(
          z.object({
            name: z.enum(KIND_ROLES),
            label: bothLanguages,
            claims: z.array(z.string()).describe('Claims that name the persons: all are demanded'),
            instead: z.string().nullable().describe('Claim that may say instead why there is nobody'),
          }),
        ),
      }),
    ),
  })
  .describe('Kinds of records that have a template; any other kind demands nothing');

export const trustBundle = z
  .looseObject({ format: z.string() })
  .describe('The trust bundle, byte for byte (docs/FORMAT.md, section 9)');
export const openApiAnswer = z.looseObject({ openapi: z.string() }).describe('This document');
export const alive = z.object({ alive: z.literal(true) });
const readyPart = z
  .looseObject({ ok: z.boolean(), reason: z.string().optional() })
  .describe('Where it is not ok: why, as a code of docs/errors.md');
export const readiness = z
  .object({
    ready: z.boolean(),
    acceptsRecords: z.boolean().describe('Records are taken while the chain is away: they wait'),
    reasons: z.array(z.string()),
    store: readyPart,
    chain: readyPart,
  })
  .describe('Whether the store can be written and the chain is followed');

export const problem = z
  .looseObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    code: z.string(),
    next: z.string().describe('What to do'),
  })
  .describe('RFC 9457 problem');

/** Reads a value by a schema. @throws Refusal `request-invalid`, with each place that does not fit */
export function read<Schema extends z.ZodType>(schema: Schema, value: unknown): z.infer<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const errors = result.error.issues.slice(0, 20).map((issue) => ({
    path:
      issue.path.map(String).join('.') || (issue.code === 'unrecognized_keys' ? issue.keys[0] : '') || 'body',
    message: issue.message.slice(0, 200),
  }));
  throw new Refusal('request-invalid', 'The request does not fit its schema', {
    details: {
      errors,
      where: errors
        .map((error) => String(error.path).slice(0, 60))
        .slice(0, 5)
        .join(', '),
    },
  });
}
