import { useEffect, useMemo, useState } from 'react';
import { asObjects } from '../../slack/json.js';
import type { ViewOnScreen } from '../../web/contract.js';
import { Blocks } from '../blockkit/Blocks.js';
import { Spinner } from '../blockkit/elements/Marks.js';
import { SurfaceProvider } from '../blockkit/surface.js';
import { type Perform, viewSurface } from './perform.js';
import { Trouble } from './Trouble.js';

type Props = {
  readonly view?: ViewOnScreen;
  readonly app: string;
  readonly perform: Perform;
};

export function Home({ view, app, perform }: Props) {
  const [opening, setOpening] = useState<'asked' | 'done' | 'in vain'>('asked');
  useEffect(() => {
    void perform({ kind: 'openHome' }).then((acted) => setOpening(acted.is === 'trouble' ? 'in vain' : 'done'));
  }, [perform]);
  if (view) return <HomeView key={view.id} view={view} perform={perform} />;
  return (
    <div className="sk-empty">
      {opening === 'asked' && <Spinner />}
      <p>{opening === 'asked' ? `Opening ${app}…` : 'This is a work in progress: come back later.'}</p>
    </div>
  );
}

function HomeView({ view, perform }: Required<Pick<Props, 'view' | 'perform'>>) {
  const [trouble, setTrouble] = useState<string>();
  const surface = useMemo(
    () =>
      viewSurface(perform, {
        view: view.id,
        kind: 'home',
        tell: (acted) => setTrouble(acted.is === 'trouble' ? acted.text : undefined),
      }),
    [perform, view.id],
  );
  useEffect(() => () => void surface.outgoing.flush(), [surface]);
  const blocks = useMemo(() => asObjects(view.definition.blocks), [view.definition.blocks]);
  return (
    <section className="sk-home" aria-label="Home">
      <Trouble text={trouble} />
      <SurfaceProvider value={surface}>
        <Blocks blocks={blocks} state={view.state} errors={view.errors} />
      </SurfaceProvider>
    </section>
  );
}
