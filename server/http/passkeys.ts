import type { Request, RequestHandler } from 'express';
import { Refusal } from '../refusal.ts';
import {
  deletePasskey,
  findAccount,
  findPasskey,
  insertPasskey,
  notePasskeyUse,
  passkeysOf,
} from '../store/accounts.ts';
import { type Authentication, signedIn } from './authenticate.ts';
import { passkeyAnswer, passkeyMade, read } from './schemas.ts';
import type { Services } from './services.ts';

/**
 * Passkeys (WebAuthn Level 3): how someone with an account comes back without a link. Each belongs to the name under
 * which the service was reached; browsers make none for a bare IP address.
 */

/** A fifth of all that a service loads, for what happens a few times a day: loaded when it does. */
const webAuthn = () => import('@simplewebauthn/server');

const CHALLENGE_MS = 5 * 60_000;
/** Anyone may ask for a challenge: so many wait at most, the oldest go first. */
const MOST_CHALLENGES = 1_000;
const BARE_ADDRESS = /^(\d{1,3}(\.\d{1,3}){3}|\[.*\])$/;

/** Challenges that were given out, each good for one answer. */
function openChallenges(now: () => number) {
  const known = new Map<string, { until: number; account: string | undefined }>();
  return {
    give(challenge: string, account?: string): void {
      for (const oldest of known.keys()) {
        if (known.size < MOST_CHALLENGES) break;
        known.delete(oldest);
      }
      known.set(challenge, { until: now() + CHALLENGE_MS, account });
    },
    /** Uses it up, whoever asks. @param account whose it must be; undefined for a sign-in */
    take(challenge: string, account?: string): boolean {
      const given = known.get(challenge);
      known.delete(challenge);
      return given !== undefined && given.until > now() && given.account === account;
    },
  };
}

/** The name under which the browser reached us. @throws Refusal `passkey-needs-name` */
function reachedAs(request: Request): { host: string; origin: string } {
  const authority = (request.get('host') ?? '').toLowerCase();
  const host = authority.replace(/:\d{1,5}$/, '');
  if (host === '' || BARE_ADDRESS.test(host)) throw new Refusal('passkey-needs-name', 'A bare address');
  return { host, origin: `${request.protocol}://${authority}` };
}

export function passkeys(
  { access, agency, store }: Services,
  auth: Authentication,
  now: () => number = Date.now,
) {
  const challenges = openChallenges(now);
  const refused = (cause?: unknown) => new Refusal('passkey-invalid', 'The passkey does not fit', { cause });

  function ownAccount(caller: { account?: string }) {
    const account = caller.account === undefined ? undefined : findAccount(store, caller.account);
    if (!account) throw new Refusal('account-needed', 'The caller has no account');
    return account;
  }

  const beginMaking: RequestHandler = async (request, response) => {
    const account = ownAccount(signedIn(response));
    const { host } = reachedAs(request);
    const { generateRegistrationOptions } = await webAuthn();
    const options = await generateRegistrationOptions({
      rpName: agency.name.zh === agency.name.en ? agency.name.en : `${agency.name.zh} ${agency.name.en}`,
      rpID: host,
      userName: account.name,
      userID: new Uint8Array(Buffer.from(account.id, 'hex')),
      attestationType: 'none',
      // ES256 first: what persons sign of records is P-256 (docs/FORMAT.md section 19). Then Ed25519 and RSA.
      supportedAlgorithmIDs: [-7, -8, -257],
      excludeCredentials: passkeysOf(store, account.id).map(({ id }) => ({ id })),
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    });
    challenges.give(options.challenge, account.id);
    response.set('Cache-Control', 'no-store').json(options);
  };

  const make: RequestHandler = async (request, response) => {
    const caller = signedIn(response);
    const account = ownAccount(caller);
    const { host, origin } = reachedAs(request);
    const answer = read(passkeyMade, request.body);
    const { verifyRegistrationResponse } = await webAuthn();
    const made = await verifyRegistrationResponse({
      response: answer,
      expectedChallenge: (challenge) => challenges.take(challenge, account.id),
      expectedOrigin: origin,
      expectedRPID: host,
    }).catch((cause: unknown) => {
      throw refused(cause);
    });
    if (!made.verified) throw refused();
    const { id, publicKey, counter } = made.registrationInfo.credential;
    store.transaction(() => {
      if (findPasskey(store, id)) throw refused();
      insertPasskey(store, {
        id,
        account: account.id,
        host,
        public_key: publicKey,
        counter,
        created_at: now(),
      });
      access.note(caller.actor, 'passkey-made', account.id);
    });
    response.status(201).json({ id });
  };

  const list: RequestHandler = (_request, response) => {
    const account = ownAccount(signedIn(response));
    response.set('Cache-Control', 'no-store').json({
      items: passkeysOf(store, account.id).map(({ id, host, created_at, last_used_at }) => ({
        ...{ id, host },
        created: new Date(created_at).toISOString(),
        lastUsed: last_used_at === null ? null : new Date(last_used_at).toISOString(),
      })),
    });
  };

  const remove: RequestHandler = (request, response) => {
    const caller = signedIn(response);
    const account = ownAccount(caller);
    const gone = store.transaction(() => {
      const found = deletePasskey(store, String(request.params.id), account.id);
      if (found) access.note(caller.actor, 'passkey-removed', account.id);
      return found;
    });
    if (!gone) throw new Refusal('passkey-not-found', 'No such passkey');
    response.status(204).end();
  };

  const beginSignIn: RequestHandler = async (request, response) => {
    const { generateAuthenticationOptions } = await webAuthn();
    const options = await generateAuthenticationOptions({
      rpID: reachedAs(request).host,
      userVerification: 'required',
    });
    challenges.give(options.challenge);
    response.set('Cache-Control', 'no-store').json(options);
  };

  const signIn: RequestHandler = async (request, response) => {
    const { host, origin } = reachedAs(request);
    const { verifyAuthenticationResponse } = await webAuthn();
    const answer = read(passkeyAnswer, request.body);
    const known = findPasskey(store, answer.id);
    const account = known && findAccount(store, known.account);
    try {
      if (!known || !account || account.disabled_at !== null || known.host !== host) throw refused();
      const { verified, authenticationInfo } = await verifyAuthenticationResponse({
        response: answer,
        expectedChallenge: (challenge) => challenges.take(challenge),
        expectedOrigin: origin,
        expectedRPID: host,
        credential: { id: known.id, publicKey: new Uint8Array(known.public_key), counter: known.counter },
      });
      if (!verified) throw refused();
      notePasskeyUse(store, known.id, authenticationInfo.newCounter, now());
    } catch (cause) {
      // One answer for all of it: nobody learns which keys are known.
      await auth.countFailure(request);
      throw refused(cause);
    }
    const session = access.openSession(account);
    auth.setCookie(response, session.secret, session.expiresAt);
    const { role, name, csrf } = session.caller;
    response.set('Cache-Control', 'no-store').json({ role, name, csrf, agency, account: account.id });
  };

  return { beginMaking, make, list, remove, beginSignIn, signIn };
}
