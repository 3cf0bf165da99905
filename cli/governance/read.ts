import { effectOf } from '../../core/governance/effect.ts';
import { failure } from '../command-error.ts';
import { type Context, print } from '../context.ts';
import { columns } from '../terminal.ts';
import { type NodeOptions, registryOf } from './act.ts';
import { operatorsOf } from './operators.ts';
import { motionText, stateText } from './text.ts';

/** What only looks: nothing here needs a key. */

export async function status(context: Context, options: NodeOptions): Promise<void> {
  const registry = await registryOf(context, options);
  const { trust, block, time, state } = registry;
  if (!options.json) {
    for (const line of stateText(context, registry)) print(line);
    return;
  }
  print(
    JSON.stringify({
      chainId: trust.chainId,
      registry: trust.registry,
      trustVersion: trust.sets.length,
      block,
      time,
      ...state,
    }),
  );
}

export async function show(context: Context, number: number, options: NodeOptions): Promise<void> {
  const registry = await registryOf(context, options);
  const motion = await registry.motion(number);
  if (motion === undefined) throw failure('motion-missing', { motion: number });
  if (!options.json) {
    for (const line of motionText(context, motion, registry)) print(line);
    return;
  }
  const effect = motion.status === 'open' ? effectOf(motion, registry.state) : null;
  print(JSON.stringify({ ...motion, needed: registry.state.threshold, effect }));
}

export async function listOperators(context: Context, options: NodeOptions): Promise<void> {
  const operators = await operatorsOf(await registryOf(context, options));
  if (options.json) {
    for (const operator of operators) print(JSON.stringify(operator));
    return;
  }
  const rows = operators.map(({ agency, key, active }) => [
    agency,
    key,
    context.text(active ? 'governance.operator.active' : 'governance.operator.ended'),
  ]);
  for (const line of columns(rows)) print(line);
}
