/** One change to one line of a contract. */
export interface Mutant {
  file: string;
  line: number;
  /** The whole changed source. */
  source: string;
  /** What is changed, by its text and not its line number, so that an explanation outlives edits elsewhere. */
  name: string;
}

const SWAPS: [RegExp, string][] = [
  [/ == /g, ' != '],
  [/ != /g, ' == '],
  [/ < /g, ' <= '],
  [/ <= /g, ' < '],
  [/ > /g, ' >= '],
  [/ >= /g, ' > '],
  [/ < /g, ' > '],
  [/ && /g, ' || '],
  [/ \|\| /g, ' && '],
  [/ \+ /g, ' - '],
  [/ - /g, ' + '],
  [/ \* /g, ' / '],
  [/ \/ /g, ' * '],
  [/ % /g, ' / '],
  [/ \+= /g, ' -= '],
  [/ -= /g, ' += '],
  [/ \/= /g, ' *= '],
  [/\+\+/g, '--'],
  [/!(?=[_\w(])/g, ''],
  [/\btrue\b/g, 'false'],
  [/\bfalse\b/g, 'true'],
];

const IN_COMMENT = /^\s*(\/\/|\/\*|\*)/;
const OUTSIDE_CODE = /^\s*(import|pragma|error|event|using)\b|"/;
const DECLARATION =
  /^\s*(return\b|[A-Za-z_][\w[\]]* (memory|storage|calldata|private|internal|immutable|constant|public)\b|(u?int\d*|address|bytes\d*|bool|Status)\b[^.(]*(=|;)|mapping\b|function\b|constructor\b)/;

/** The condition of an `if` or `while` on this line: where it begins and ends, without its parentheses. */
function conditionIn(line: string): [number, number] | undefined {
  const opening = /\b(if|while) \(/.exec(line);
  if (!opening) return undefined;
  const start = opening.index + opening[0].length;
  let depth = 1;
  for (let at = start; at < line.length; at += 1) {
    if (line[at] === '(') depth += 1;
    if (line[at] === ')') depth -= 1;
    if (depth === 0) return [start, at];
  }
  return undefined;
}

function* changesOf(line: string): Generator<string> {
  for (const [pattern, replacement] of SWAPS) {
    for (const { index, 0: found } of line.matchAll(pattern)) {
      yield line.slice(0, index) + replacement + line.slice(index + found.length);
    }
  }
  const condition = conditionIn(line);
  if (condition) {
    for (const forced of ['true', 'false']) {
      yield line.slice(0, condition[0]) + forced + line.slice(condition[1]);
    }
  }
  for (const { index, 0: digits } of line.matchAll(/(?<![\w.])\d[\d_]*(?!\w)/g)) {
    const value = BigInt(digits.replaceAll('_', ''));
    for (const other of value === 0n ? [1n] : [value - 1n, value + 1n]) {
      yield line.slice(0, index) + other + line.slice(index + digits.length);
    }
  }
}

/** Every mutant of one source file. Deletes whole one-line statements; declarations would only fail to compile. */
export function mutantsOf(file: string, source: string): Mutant[] {
  const lines = source.split('\n');
  const mutants: Mutant[] = [];
  const add = (at: number, changed: string) => {
    const name = `${file}: ${lines[at]!.trim()} => ${changed.trim() || '(nothing)'}`;
    if (mutants.some((mutant) => mutant.name === name && mutant.line === at + 1)) return;
    mutants.push({ file, line: at + 1, name, source: lines.with(at, changed).join('\n') });
  };
  lines.forEach((line, at) => {
    if (IN_COMMENT.test(line) || OUTSIDE_CODE.test(line)) return;
    for (const changed of changesOf(line)) add(at, changed);
    const before = lines[at - 1]?.trim() ?? '';
    const whole = /^ {4,}\S.*;$/.test(line) && /[;{}]$|^$|^\/\//.test(before);
    if (whole && !DECLARATION.test(line)) add(at, '');
  });
  return mutants;
}
