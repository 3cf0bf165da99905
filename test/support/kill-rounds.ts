import { checkLedger } from './check-ledger.ts';
import { createLoad } from './load.ts';
import { launchService, removeData, type Service, startService, temporaryData } from './service.ts';

/** Random `kill -9` of service and chain, alone and together, at any moment, also while they start. */

const VICTIMS = ['service', 'chain', 'both', 'starting'] as const;
type Victim = (typeof VICTIMS)[number];

export type KillSummary = {
  rounds: number;
  readonly kills: Record<Victim, number>;
  records: number;
  batches: number;
  /** Times that everything was verified again. */
  checks: number;
  seconds: number;
  /** From launch until records are taken, ms. */
  readonly starts: number[];
};

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

function killChain(service: Service): void {
  const pid = service.chainPid();
  if (pid === undefined) return;
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    // It is between two lives.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Launches the service and kills it before, or just as, it is ready. */
async function killWhileStarting(data: string): Promise<void> {
  const { child, ended } = launchService({ data });
  await pause(Math.random() * 900);
  child.kill('SIGKILL');
  await ended;
}

/**
 * @param rounds kills, at most
 * @param untilMs no more kills after this time
 * @param checkEvery everything is verified again after so many rounds, and in the end
 */
export async function killRounds(options: {
  rounds: number;
  untilMs: number;
  checkEvery: number;
  onRound?: (summary: KillSummary) => void;
}): Promise<KillSummary> {
  const data = temporaryData();
  const load = createLoad();
  const began = Date.now();
  const kills = { service: 0, chain: 0, both: 0, starting: 0 };
  const summary: KillSummary = {
    rounds: 0,
    kills,
    records: 0,
    batches: 0,
    checks: 0,
    seconds: 0,
    starts: [],
  };
  const start = async (): Promise<Service> => {
    const launched = Date.now();
    const started = await startService({ data });
    summary.starts.push(Date.now() - launched);
    return started;
  };
  const check = async (service: Service): Promise<void> => {
    await load.finish(service);
    await load.repeat(service, 20);
    const { checked } = await checkLedger(service, [...load.acknowledged.values()]);
    summary.checks++;
    summary.records = checked.records ?? 0;
    summary.batches = checked.batches ?? 0;
    // One record for each key that was answered, and none besides: a repeated submission makes no second one.
    if (summary.records !== load.acknowledged.size) {
      throw new Error(
        `${load.acknowledged.size} submissions were answered, ${summary.records} records are there`,
      );
    }
  };

  let service = await start();
  try {
    while (summary.rounds < options.rounds && Date.now() - began < options.untilMs) {
      const stop = new AbortController();
      const loading = load.run(service, 4, stop.signal);
      // Mostly short, so that many ends come early on the way, and sometimes long enough for a batch to go all of it.
      await pause(20 + Math.random() ** 3 * 1_600);
      const victim = VICTIMS[Math.floor(Math.random() * VICTIMS.length)] as Victim;
      if (victim !== 'service') killChain(service);
      if (victim === 'chain') await pause(100);
      else await service.kill();
      stop.abort();
      await loading;
      if (victim === 'starting') await killWhileStarting(data);
      if (victim !== 'chain') service = await start();
      kills[victim]++;
      summary.rounds++;
      if (summary.rounds % options.checkEvery === 0) await check(service);
      options.onRound?.(summary);
    }
    await check(service);
  } catch (error) {
    throw new Error(`After ${summary.rounds} rounds in ${data}:\n${service.output()}`, { cause: error });
  } finally {
    await service.kill();
  }
  summary.seconds = Math.round((Date.now() - began) / 1000);
  removeData(data);
  return summary;
}
