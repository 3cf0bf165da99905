import type { RequestHandler } from 'express';
import { JianzhengError } from '../../core/errors.ts';
import { effectOf } from '../../core/governance/effect.ts';
import type { Motion, RegistryState, Seat } from '../../core/governance/state.ts';
import { Refusal } from '../refusal.ts';
import type { Services } from './services.ts';

/** `GET /governance`: seats, motions and what they would do. It only looks: governance keys never come here. */

const timeOrNull = (seconds: number): string | null =>
  seconds === 0 ? null : new Date(seconds * 1000).toISOString();

function viewMotion(motion: Motion, state: RegistryState) {
  const { epoch: _, ...rest } = motion;
  return {
    ...rest,
    needed: state.threshold,
    deadline: timeOrNull(motion.deadline),
    effect: motion.status === 'open' ? effectOf(motion, state) : null,
  };
}

function viewSeat(seat: Seat, names: Services['trust']['trust']['agencies']) {
  const { lastMotion: _, claimUntil, reinstateUntil, ...rest } = seat;
  return {
    ...rest,
    // The founding names its agencies; those that joined later have an id alone.
    name: names.find(({ id }) => id === seat.id)?.name ?? null,
    claimUntil: timeOrNull(claimUntil),
    reinstateUntil: timeOrNull(reinstateUntil),
  };
}

export function governance(services: Services): RequestHandler {
  return async (_request, response) => {
    const reading = await services.governance().catch((cause: unknown) => {
      if (!(cause instanceof JianzhengError)) throw cause;
      throw new Refusal('chain-unavailable', cause.message, { cause, details: { reason: cause.code } });
    });
    const { block, time, state } = reading;
    const { trust } = services.trust;
    response.set('Cache-Control', 'no-store').json({
      agency: services.agency.id,
      chainId: trust.chainId,
      registry: trust.registry,
      block,
      time: new Date(time * 1000).toISOString(),
      version: state.version,
      validators: state.validators,
      threshold: state.threshold,
      voters: state.voters,
      seats: state.seats.map((seat) => viewSeat(seat, trust.agencies)),
      motions: state.motions.map((motion) => viewMotion(motion, state)),
    });
  };
}
