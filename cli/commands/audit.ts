import { createInterface } from 'node:readline';
import type { Command } from 'commander';
import { en } from '../../language/command.ts';
import type { AuditLine } from '../api.ts';
import { failure } from '../command-error.ts';
import { accountOf, type Context, print } from '../context.ts';
import { EXIT } from '../exit.ts';
import { startProgress } from '../progress.ts';
import { ConnectionError, problemOf, send } from '../service.ts';
import { safe, style } from '../terminal.ts';

/** `jz audit`: the service verifies all it holds again, from bytes, and names each thing that differs. */

/** Hashing one large file may take long between two lines of progress. */
const IDLE_MS = 30 * 60_000;

type Result = Extract<AuditLine, { result: unknown }>['result'];
type Finding = Extract<AuditLine, { finding: unknown }>['finding'];

/** A newer service may name things that this command has no words for yet. */
function words(context: Context, key: string, otherwise: string): string {
  return Object.hasOwn(en, key) ? context.text(key as keyof typeof en) : safe(otherwise);
}

function findingText(context: Context, { code, subject, expected, found }: Finding): string {
  const differs =
    expected === undefined && found === undefined
      ? ''
      : `  ${context.text('audit.differs', { expected: expected ?? '-', found: found ?? '-' })}`;
  return `${style('red', '✗')} ${words(context, `finding.${code}`, code)} [${code}]: ${safe(subject)}${differs}`;
}

async function run(context: Context, options: { json?: boolean }): Promise<void> {
  const service = accountOf(context);
  const answer = await send(service, { method: 'POST', path: 'audits', idleMs: IDLE_MS });
  if (answer.status >= 400) throw await problemOf(service, answer);
  const progress = startProgress(context.text('progress.auditing'), 1, 'items');
  const findings: Finding[] = [];
  let step = '';
  let done = 0;
  let result: Result | undefined;
  try {
    for await (const line of createInterface({ input: answer.body, crlfDelay: Number.POSITIVE_INFINITY })) {
      if (line === '') continue;
      const said = JSON.parse(line) as AuditLine;
      if ('progress' in said) {
        if (said.progress.step !== step) done = 0;
        step = said.progress.step;
        progress.setTotal(Math.max(1, said.progress.total));
        progress.say(words(context, `checked.${step}`, step));
        progress.add(said.progress.done - done);
        done = said.progress.done;
        continue;
      }
      if (options.json) print(line);
      if ('finding' in said) findings.push(said.finding);
      else result = said.result;
    }
  } catch (error) {
    throw error instanceof SyntaxError
      ? failure('answer-unexpected', { status: answer.status }, { cause: error })
      : new ConnectionError(service.url, error);
  } finally {
    progress.stop();
  }
  // Without its last line it was cut off, however clean it looked until then.
  if (!result) throw failure('audit-unfinished');
  process.exitCode = result.clean ? EXIT.done : EXIT.differs;
  if (options.json) return;
  for (const finding of findings) print(findingText(context, finding));
  const checked = Object.entries(result.checked).map(
    ([name, count]) => `${words(context, `checked.${name}`, name)} ${count}`,
  );
  print(context.text('audit.checked', { checked: checked.join(context.text('list.comma')) }));
  print(
    result.clean
      ? style('green', context.text('audit.clean'))
      : style('red', context.text('audit.findings', { count: result.findings })),
  );
}

export function addAudit(program: Command, context: Context): void {
  program
    .command('audit')
    .summary(context.text('audit.summary'))
    .description(context.text('audit.description'))
    .action((options: { json?: boolean }) => run(context, options));
}
