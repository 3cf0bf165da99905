import { startAuthentication, startRegistration } from '@simplewebauthn/browser';
import { ApiProblem, type Problem } from '../api.ts';
import { words } from './language.ts';
import { api } from './session.ts';

/** Passkeys by the browser. Loaded when someone asks for one. */

/** Signs in with a passkey of this device. @throws ApiProblem, or the browser's error where it was cancelled */
export async function signInWithPasskey(): Promise<void> {
  const optionsJSON = await api.ask<Parameters<typeof startAuthentication>[0]['optionsJSON']>({
    method: 'POST',
    path: 'session/passkey/options',
  });
  const { id, rawId, type, clientExtensionResults, response } = await startAuthentication({ optionsJSON });
  const { clientDataJSON, authenticatorData, signature } = response;
  await api.ask({
    method: 'POST',
    path: 'session/passkey',
    json: {
      ...{ id, rawId, type, clientExtensionResults },
      response: { clientDataJSON, authenticatorData, signature },
    },
  });
}

/** Makes a passkey for the account that is signed in. @throws ApiProblem, or the browser's error */
export async function makePasskey(): Promise<void> {
  const optionsJSON = await api.ask<Parameters<typeof startRegistration>[0]['optionsJSON']>({
    method: 'POST',
    path: 'passkeys/options',
  });
  const { id, rawId, type, clientExtensionResults, response } = await startRegistration({ optionsJSON });
  const { clientDataJSON, attestationObject } = response;
  await api.ask({
    method: 'POST',
    path: 'passkeys',
    json: { ...{ id, rawId, type, clientExtensionResults }, response: { clientDataJSON, attestationObject } },
  });
}

/** What the service or the browser says of a passkey that was not made or used. */
export function passkeyProblem(error: unknown): Problem {
  if (error instanceof ApiProblem) return error.problem;
  const { t } = words();
  // The browser tells on purpose no more than that: cancelled, too late, or none here.
  return {
    code: 'passkey-cancelled',
    status: 0,
    title: t('passkey.cancelled'),
    next: t('passkey.cancelled.next'),
  };
}
