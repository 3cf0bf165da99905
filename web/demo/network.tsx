import { useState } from 'preact/hooks';
import { useWords } from '../app/language.ts';
import { Icon } from '../parts/icon.tsx';
import { type AgencyState, act, type DemoState } from './api.ts';
import { Wrong } from './parts.tsx';
import { useAct } from './use-act.ts';
import { useDemoWords } from './words.ts';

/** The four agencies: is the node on, where does it stand, who sealed; switches, and the way into each service. */

function NodeLine({ node, names }: { node: AgencyState['node']; names: (ids: readonly string[]) => string }) {
  const d = useDemoWords();
  if (!node.running) {
    return (
      <p class="node node-off">
        <Icon name="skipped" /> {d('network.off')}
      </p>
    );
  }
  if (node.head === null) return <p class="node">{d('network.starting')}</p>;
  return (
    <>
      <p class="node node-on">
        <Icon name="pass" /> {d('network.on', { head: node.head })}
      </p>
      {node.halted !== null ? (
        <p class="small bad">{d('network.halted')}</p>
      ) : (
        node.sealedBy.length > 0 && (
          <p class="small quiet">{d('network.sealed', { agencies: names(node.sealedBy) })}</p>
        )
      )}
    </>
  );
}

function Agency({ agency, names }: { agency: AgencyState; names: (ids: readonly string[]) => string }) {
  const d = useDemoWords();
  const { language } = useWords();
  const { running, problem, run } = useAct();
  const [opened, setOpened] = useState<string>();
  const { id, node } = agency;
  const name = agency.name[language];
  const open = () =>
    run(async () => {
      // Asked for first, or the browser would take the tab for an advertisement.
      const tab = window.open('', '_blank');
      const { link } = await act<{ link: string }>('sign-in', { agency: id });
      if (tab) {
        tab.opener = null;
        tab.location.href = link;
        setOpened(d('network.opened'));
      } else setOpened(d('network.blocked', { link }));
    });
  return (
    <li class="agency">
      <h3>{name}</h3>
      <NodeLine node={node} names={names} />
      <div class="row">
        <button
          type="button"
          disabled={running}
          aria-label={`${d(node.running ? 'network.switchOff' : 'network.switchOn')} · ${name}`}
          onClick={() => run(() => act('node', { agency: id, on: !node.running }))}
        >
          {d(node.running ? 'network.switchOff' : 'network.switchOn')}
        </button>
        <button type="button" class="plain" aria-label={`${d('network.open')} · ${name}`} onClick={open}>
          {d('network.open')}
        </button>
      </div>
      {opened !== undefined && (
        <p class="small" role="status">
          {opened}
        </p>
      )}
      <Wrong problem={problem} />
    </li>
  );
}

export function NetworkPanel({
  state,
  names,
}: {
  state: DemoState;
  names: (ids: readonly string[]) => string;
}) {
  const d = useDemoWords();
  return (
    <section aria-labelledby="network">
      <h2 id="network">{d('network.title')}</h2>
      <ul class="agencies">
        {state.agencies.map((agency) => (
          <Agency key={agency.id} agency={agency} names={names} />
        ))}
      </ul>
      <p class="small quiet">{d('network.proposer')}</p>
      {state.memory !== null && (
        <p class="small quiet">{d('network.memory', { mb: Math.round(state.memory / 1e6) })}</p>
      )}
    </section>
  );
}
