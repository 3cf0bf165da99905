import { startAuthentication } from '@simplewebauthn/browser';
import { fromBase64Url, toBase64Url } from '../../core/bytes.ts';
import { passkeyChallenge, withPasskey } from '../../core/persons/countersignature.ts';
import { api } from '../app/session.ts';

/** Signing with a passkey. What is signed is put together here, not by the service: loaded when someone signs. */

export type SigningKey = {
  readonly id: string;
  readonly host: string;
  readonly key: string;
  readonly listed: {
    readonly keyList: string;
    readonly person: string;
    readonly roles: readonly string[];
    readonly origin: string;
  } | null;
};

/** @throws ApiProblem of the service, or the browser's error where it was cancelled */
export async function signRecord(
  recordId: string,
  role: string,
  ledger: string,
  { id, host, key, listed }: SigningKey & { readonly listed: NonNullable<SigningKey['listed']> },
): Promise<void> {
  const { keyList, person } = listed;
  const statement = { at: Math.floor(Date.now() / 1000), key, keyList, ledger, person, recordId, role };
  const { response } = await startAuthentication({
    optionsJSON: {
      challenge: toBase64Url(passkeyChallenge(statement)),
      rpId: host,
      allowCredentials: [{ id, type: 'public-key' }],
      userVerification: 'required',
    },
  });
  const signed = withPasskey(statement, {
    authenticatorData: fromBase64Url(response.authenticatorData),
    clientDataJSON: fromBase64Url(response.clientDataJSON),
    signature: fromBase64Url(response.signature),
  });
  await api.ask({ method: 'POST', path: `records/${recordId}/countersignatures`, json: signed });
}
