import { type Example, GRID_NAME, JSON_TYPE, NEXT, page, RECORD } from './values.ts';

/** Examples of accounts, sessions, passkeys and tokens, and of the access log. None of the secrets opens anything. */

const ACCOUNT = '3fa85f6457174562';
const CREATED = '2026-09-01T01:00:00.000Z';
const TICKET = 'dGhpcy1pcy1vbmx5LWFuLWV4YW1wbGU';
const invitation = { ticket: TICKET, path: `/#/sign-in?ticket=${TICKET}` };
const account = { id: ACCOUNT, name: '办案人员甲', role: 'officer', created: CREATED, ended: null };
const token = {
  id: '6c1d',
  role: 'officer',
  name: 'case system',
  created: CREATED,
  expires: '2027-09-01T01:00:00.000Z',
  revoked: null,
  lastUsed: null,
};
const who = {
  role: 'officer',
  name: '办案人员甲',
  csrf: 'ZXhhbXBsZQ',
  agency: { id: 'grid', name: GRID_NAME },
  account: ACCOUNT,
};
const passkey = {
  id: 'cGFzc2tleS1leGFtcGxl',
  rawId: 'cGFzc2tleS1leGFtcGxl',
  type: 'public-key',
  clientExtensionResults: {},
};
const byAccount = { path: { id: ACCOUNT } };
const clientDataJSON = 'eyJ0eXBlIjoid2ViYXV0aG4uZ2V0In0';

export const PEOPLE_EXAMPLES = {
  signIn: { body: { [JSON_TYPE]: { ticket: TICKET } }, answers: { 200: who } },
  getSession: { answers: { 200: who } },
  signOut: {},
  invite: { body: { [JSON_TYPE]: { role: 'officer', name: '办案人员甲' } }, answers: { 201: invitation } },
  createToken: {
    body: { [JSON_TYPE]: { role: 'officer', name: 'case system', expiresInDays: 365 } },
    answers: { 201: { ...token, token: 'jz_ZXhhbXBsZS10b2tlbg' } },
  },
  listTokens: { answers: { 200: { items: [token] } } },
  revokeToken: { path: { id: token.id } },
  createAccount: {
    body: { [JSON_TYPE]: { role: 'officer', name: '办案人员甲' } },
    answers: { 201: { ...account, ...invitation } },
  },
  listAccounts: { answers: { 200: { items: [{ ...account, passkeys: 1, signedInAt: null }] } } },
  inviteAccount: { ...byAccount, answers: { 201: invitation } },
  changeRole: {
    ...byAccount,
    body: { [JSON_TYPE]: { role: 'auditor' } },
    answers: { 200: { ...account, role: 'auditor' } },
  },
  endAccount: byAccount,
  restoreAccount: byAccount,
  listSessions: {
    answers: {
      200: {
        items: [
          {
            id: '0b7e4c2a9d1f3658',
            role: 'officer',
            name: '办案人员甲',
            account: ACCOUNT,
            own: true,
            created: CREATED,
            expires: '2026-09-01T13:00:00.000Z',
          },
        ],
      },
    },
  },
  endSession: { path: { id: '0b7e4c2a9d1f3658' } },
  beginPasskey: { answers: { 200: { challenge: 'ZXhhbXBsZS1jaGFsbGVuZ2U' } } },
  makePasskey: {
    body: { [JSON_TYPE]: { ...passkey, response: { clientDataJSON, attestationObject: 'o2NmbXRkbm9uZQ' } } },
    answers: { 201: { id: passkey.id } },
  },
  listPasskeys: {
    answers: {
      200: { items: [{ id: passkey.id, host: 'jianzheng.example', created: CREATED, lastUsed: null }] },
    },
  },
  removePasskey: { path: { id: passkey.id } },
  beginPasskeySignIn: { answers: { 200: { challenge: 'ZXhhbXBsZS1jaGFsbGVuZ2U' } } },
  signInWithPasskey: {
    body: {
      [JSON_TYPE]: {
        ...passkey,
        response: { clientDataJSON, authenticatorData: 'SZYN5YgOjGh0NBcP', signature: 'MEUCIQDexample' },
      },
    },
    answers: { 200: who },
  },
  listAccess: {
    query: { action: 'record-viewed', limit: 50 },
    answers: {
      200: page(
        {
          seq: 42,
          at: '2026-09-21T10:02:11.000Z',
          actor: `account:${ACCOUNT}`,
          action: 'record-viewed',
          subject: RECORD,
          record: null,
        },
        NEXT,
      ),
    },
  },
} as const satisfies Record<string, Example>;
