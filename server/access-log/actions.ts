import type { OperationId } from '../http/operations.ts';

/**
 * What the access log calls each operation of the API; null where nothing of anyone's is seen or changed. Whoever adds
 * an operation has to say which it is.
 */
export const ACTIONS: Readonly<Record<OperationId, string | null>> = {
  // Noted in the transaction that makes the record.
  createRecord: null,
  createRecords: null,
  listRecords: 'records-listed',
  getRecord: 'record-viewed',
  getReceipt: 'receipt-taken',
  getCertificate: 'certificate-taken',
  getEvidenceList: 'evidence-list-taken',
  getRecordFile: 'file-taken',
  addCopy: 'copy-noted',
  keepReceipt: 'receipt-kept',
  listCopies: 'copies-listed',
  listKeptReceipts: 'kept-listed',
  getKeptReceipt: 'kept-taken',
  listCases: 'cases-listed',
  listKinds: null,
  verify: 'verified',
  listTokens: 'tokens-listed',
  // Noted in the transaction that takes the wish.
  createAct: null,
  listActs: 'acts-listed',
  getAct: null,
  listStatements: null,
  getStatement: null,
  listHandoffs: null,
  getHandoff: null,
  listAccess: 'access-log-read',
  listAccounts: 'accounts-listed',
  listSessions: 'sessions-listed',
  // Noted under the agency that asked.
  takeBatchRecords: null,
  // Noted by what they do: who was given access, and who took it away.
  signIn: null,
  signOut: null,
  invite: null,
  createToken: null,
  revokeToken: null,
  audit: null,
  createAccount: null,
  inviteAccount: null,
  endAccount: null,
  restoreAccount: null,
  endSession: null,
  makePasskey: null,
  removePasskey: null,
  signInWithPasskey: null,
  // Public, or about the service alone.
  getTrust: null,
  listAgencies: null,
  listBatches: null,
  getChain: null,
  getSession: null,
  beginPasskey: null,
  listPasskeys: null,
  beginPasskeySignIn: null,
  getStatus: null,
  getGovernance: null,
  openApi: null,
  health: null,
  ready: null,
  metrics: null,
};
