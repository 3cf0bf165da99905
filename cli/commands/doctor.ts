import { accessSync, constants, existsSync, readdirSync, statSync } from 'node:fs';
import { readFile, statfs } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { JianzhengError } from '../../core/errors.ts';
import { grouped } from '../../core/fingerprint.ts';
import { openTrust } from '../../core/trust.ts';
import type { en } from '../../language/command.ts';
import { alertText } from '../../language/service.ts';
import type { StatusAnswer } from '../api.ts';
import { type Context, print, serviceOf } from '../context.ts';
import { DATABASES, damageOf } from '../databases.ts';
import { EXIT } from '../exit.ts';
import { ask, ConnectionError, readBody, type Service, send } from '../service.ts';
import { bytesText, style, timeText } from '../terminal.ts';

/** `jz doctor`: whether this machine is in order, and how to mend what is not. */

type Subject =
  Extract<keyof typeof en, `doctor.${string}.title`> extends `doctor.${infer Name}.title` ? Name : never;

type Finding = {
  readonly subject: Subject;
  readonly state: 'well' | 'note' | 'ill';
  readonly found: string;
  /** Sentence that says how to mend it; there whenever something is ill. */
  readonly mend?: string;
};

const root = fileURLToPath(new URL('../..', import.meta.url));
const NEEDED_NODE = 24;
const LITTLE_SPACE = 1024 ** 3;
/** A co-sealer refuses blocks further than this from its own clock. */
const CLOCK_SKEW_MS = 15_000;
const PROBE_MS = 5_000;

function checkNode({ text }: Context): Finding {
  const found = process.version;
  // The command runs from 22.18 on; the service needs 24.
  const well = Number(process.versions.node.split('.')[0]) >= NEEDED_NODE;
  return well
    ? { subject: 'node', state: 'well', found }
    : { subject: 'node', state: 'note', found, mend: text('doctor.node.mend') };
}

function checkBuilt({ text }: Context): Finding {
  const missing = ['artifacts/contracts', 'web/dist/index.html'].filter(
    (name) => !existsSync(path.join(root, name)),
  );
  return missing.length === 0
    ? { subject: 'built', state: 'well', found: text('doctor.built.found') }
    : { subject: 'built', state: 'ill', found: missing.join(', '), mend: text('doctor.built.mend') };
}

function checkFolder({ text, environment: { data } }: Context): Finding {
  if (!existsSync(data)) {
    return {
      subject: 'folder',
      state: 'note',
      found: text('doctor.folder.missing', { path: data }),
      mend: text('doctor.folder.start'),
    };
  }
  try {
    accessSync(data, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch {
    return { subject: 'folder', state: 'ill', found: data, mend: text('doctor.folder.mend', { path: data }) };
  }
  return { subject: 'folder', state: 'well', found: data };
}

/** Whoever reads a key can sign for the agency. Windows has no such modes. */
function checkKeys({ text, environment: { data } }: Context): Finding[] {
  const folder = path.join(data, 'keys');
  if (process.platform === 'win32' || !existsSync(folder)) return [];
  const open = readdirSync(folder).filter((name) => (statSync(path.join(folder, name)).mode & 0o077) !== 0);
  return open.length === 0
    ? [{ subject: 'keys', state: 'well', found: folder }]
    : [
        {
          subject: 'keys',
          state: 'ill',
          found: open.join(', '),
          mend: text('doctor.keys.mend', { path: folder }),
        },
      ];
}

async function checkSpace({ text, environment: { data } }: Context): Promise<Finding> {
  const { bavail, bsize } = await statfs(existsSync(data) ? data : root);
  const free = bavail * bsize;
  const found = text('doctor.space.found', { free: bytesText(free) });
  return free >= LITTLE_SPACE
    ? { subject: 'space', state: 'well', found }
    : { subject: 'space', state: 'ill', found, mend: text('doctor.space.mend') };
}

function checkDatabases({ text, environment: { data } }: Context): Finding[] {
  const present = DATABASES.filter((name) => existsSync(path.join(data, name)));
  if (present.length === 0) return [];
  const findings = present.flatMap((name): Finding[] => {
    const damage = damageOf(data, name);
    if (damage === undefined) return [];
    const folder = path.dirname(path.join(data, name));
    const mend = text('doctor.store.mend', { path: folder });
    return [{ subject: 'store', state: 'ill', found: `${name}: ${damage} [store-damaged]`, mend }];
  });
  return findings.length > 0
    ? findings
    : [{ subject: 'store', state: 'well', found: text('doctor.store.found') }];
}

async function checkTrust({ text, environment: { data } }: Context): Promise<Finding[]> {
  const file = path.join(data, 'trust.json');
  if (!existsSync(file)) return [];
  try {
    const { foundingHash } = openTrust(await readFile(file));
    return [{ subject: 'trust', state: 'well', found: grouped(foundingHash) }];
  } catch (error) {
    const found = error instanceof JianzhengError ? error.code : String(error);
    return [{ subject: 'trust', state: 'ill', found, mend: text('doctor.trust.mend', { path: file }) }];
  }
}

/** Why the service is not ready, as codes. */
function reasonsOf(body: Buffer): string[] {
  try {
    const { reasons } = JSON.parse(body.toString('utf8')) as { reasons?: unknown };
    return Array.isArray(reasons) ? reasons.map(String) : [];
  } catch {
    return [];
  }
}

/** A code of the service in words, the code beside them: what is wrong, and how to mend it, by default `mend`. */
function explained({ language }: Context, code: string, mend: string): { found: string; mend: string } {
  const words = alertText(code, language);
  return words ? { found: `${words.what} [${code}]`, mend: words.next } : { found: code, mend };
}

async function checkService(
  context: Context,
  service: Service,
): Promise<{ findings: Finding[]; up: boolean }> {
  const { text } = context;
  const url = service.url.origin;
  try {
    const asked = Date.now();
    const answer = await send(service, { method: 'GET', path: '/readyz', idleMs: PROBE_MS });
    const body = await readBody(service, answer);
    const findings: Finding[] = [
      answer.status === 200
        ? { subject: 'service', state: 'well', found: url }
        : {
            subject: 'service',
            state: 'ill',
            found: `${url} (${[answer.status, ...reasonsOf(body)].join(', ')})`,
            mend: text('doctor.service.notReady'),
          },
    ];
    const theirs = Date.parse(answer.headers.date ?? '');
    // The Date header counts whole seconds.
    const skew = Number.isNaN(theirs) ? 0 : Math.max(0, Math.abs(theirs - asked) - 1000);
    findings.push(
      skew <= CLOCK_SKEW_MS
        ? { subject: 'clock', state: 'well', found: timeText(asked) }
        : {
            subject: 'clock',
            state: 'ill',
            found: text('doctor.clock.found', { seconds: Math.round(skew / 1000) }),
            mend: text('doctor.clock.mend'),
          },
    );
    return { findings, up: true };
  } catch (error) {
    if (!(error instanceof ConnectionError)) throw error;
    return {
      findings: [{ subject: 'service', state: 'ill', found: url, mend: text('doctor.service.mend') }],
      up: false,
    };
  }
}

function chainFinding(context: Context, chain: StatusAnswer['chain']): Finding {
  const { text } = context;
  const { head, headTime, reachable, trouble, reason, waiting, halted } = chain;
  const ill = (found: string, mend: string): Finding => ({ subject: 'chain', state: 'ill', found, mend });
  if (halted) {
    const { found, mend } = explained(context, 'chain-halted', text('doctor.chain.mend'));
    const { able, needed, validators, waitingFor } = halted;
    const agencies = waitingFor.join(', ');
    return ill(`${found}: ${text('doctor.chain.halted', { able, needed, validators, agencies })}`, mend);
  }
  if (!reachable || head === null || headTime === null) {
    const { found, mend } = explained(context, trouble ?? 'chain-not-ready', text('doctor.chain.mend'));
    return ill(reason === undefined ? found : `${found}: ${reason}`, mend);
  }
  if (waiting) {
    const minutes = Math.round((Date.now() - waiting.since) / 60_000);
    return ill(
      text('doctor.chain.waiting', { head, code: waiting.code, minutes }),
      explained(context, waiting.code, text('doctor.chain.mend')).mend,
    );
  }
  const headMs = headTime * 1000;
  const found = text('doctor.chain.found', { head, time: timeText(headMs) });
  if (headMs > Date.now() + CLOCK_SKEW_MS) return ill(found, text('doctor.clock.mend'));
  return { subject: 'chain', state: 'well', found };
}

async function checkChain(context: Context, service: Service): Promise<Finding[]> {
  const { text } = context;
  if (service.token === undefined) {
    const [found, mend] = [text('doctor.chain.noToken'), text('doctor.chain.token')];
    return [{ subject: 'chain', state: 'note', found, mend }];
  }
  try {
    const { chain, alerts = [] } = await ask<StatusAnswer>(service, {
      method: 'GET',
      path: 'status',
      idleMs: PROBE_MS,
    });
    const single = text('doctor.independence.single');
    return [
      chainFinding(context, chain),
      ...(chain.operators === 'single'
        ? [{ subject: 'independence', state: 'note', found: single } as const]
        : []),
      ...alerts.map(({ code, subject, lastAt }): Finding => {
        const { found, mend } = explained(context, code, text('doctor.alerts.mend'));
        // Of this one there is nothing to mend.
        const state = code === 'batch-matched' ? 'note' : 'ill';
        return { subject: 'alerts', state, found: `${found}: ${subject} (${timeText(lastAt)})`, mend };
      }),
    ];
  } catch (error) {
    if (!(error instanceof JianzhengError)) throw error;
    return [{ subject: 'chain', state: 'ill', found: error.message, mend: text('doctor.chain.mend') }];
  }
}

async function examine(context: Context): Promise<Finding[]> {
  const service = serviceOf(context);
  const { findings, up } = await checkService(context, service);
  return [
    checkNode(context),
    checkBuilt(context),
    checkFolder(context),
    ...checkKeys(context),
    await checkSpace(context),
    ...checkDatabases(context),
    ...(await checkTrust(context)),
    ...findings,
    ...(up ? await checkChain(context, service) : []),
  ];
}

const MARK = { well: '✓', note: '!', ill: '✗' } as const;
const COLOUR = { well: 'green', note: 'yellow', ill: 'red' } as const;

async function run(context: Context, options: { json?: boolean }): Promise<void> {
  const findings = await examine(context);
  process.exitCode = findings.some(({ state }) => state === 'ill') ? EXIT.differs : EXIT.done;
  for (const finding of findings) {
    if (options.json) {
      print(JSON.stringify(finding));
      continue;
    }
    const { subject, state, found, mend } = finding;
    const title = context.text(`doctor.${subject}.title`);
    const line = context.text('doctor.line', { title, found });
    print(`${style(COLOUR[state], MARK[state])} ${line}`);
    if (mend !== undefined) print(`    ${mend}`);
  }
}

export function addDoctor(program: Command, context: Context): void {
  program
    .command('doctor')
    .summary(context.text('doctor.summary'))
    .description(context.text('doctor.description'))
    .action((options: { json?: boolean }) => run(context, options));
}
