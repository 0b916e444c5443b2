import { type ReactNode, StrictMode, useCallback, useState } from 'react';
import { createRoot } from 'react-dom/client';
import type { Act, Acted, Screen, ViewOnScreen } from '../../web/contract.js';
import { SlackDesk } from '../slack/SlackDesk.js';
import { blocks } from './blocks.js';
import { fields, wrong } from './fields.js';
import './gallery.css';
import { adopt, drifts, evidence, explain, files, privacy } from './keepers.js';
import { emptyForm, form, fullHome, home, messages } from './latchkey.js';
import { answer, fromAna, fromBen, message, screenWith, view } from './pretend.js';
import '../theme.css';
import { plain } from './words.js';

/** Everything that can be drawn, without a server: `/gallery.html?show=…` while the page is developed. */
const inOrder = (all: readonly Parameters<typeof message>[0][]) =>
  all.map((one, index) => message(one, all.length * 8 - index * 8));
const cards = inOrder(messages);
const modal = (title: string, of: readonly unknown[], errors: Readonly<Record<string, string>> = {}): ViewOnScreen =>
  view({ type: 'modal', title: plain(title), submit: plain('Submit'), close: plain('Cancel'), blocks: of }, { errors });

const talk = [
  message({ text: '/access figma' }, 60 * 26, { ...fromAna }),
  message({ text: 'Here is *who* has access, <@U001ANA0000>' }, 60 * 25, { onlyMe: true }),
  message({ text: 'Does anybody know where `figma-editors` comes from?\n>It was there before me' }, 12, fromBen),
  message({ text: 'Good question' }, 11, fromBen),
  message(messages[3] ?? { text: '' }, 8, {
    isEdited: true,
    replies: [
      message({ text: "<@U001ANA0000> You're in: Editor in Figma" }, 5),
      message({ text: 'Thank you!' }, 4, { ...fromAna, isUnread: true }),
    ],
  }),
  message({ text: 'Is it still needed?' }, 2, { ...fromBen, isUnread: true }),
];

const many = Array.from({ length: 200 }, (_, index) =>
  message(messages[index % messages.length] ?? talk[0]!, 400 - index),
);

const shows: Readonly<Record<string, Screen>> = {
  blocks: screenWith([message({ text: 'Blocks', blocks }, 3)]),
  fields: screenWith([], { modals: [modal('Every field', fields)] }),
  errors: screenWith([], { modals: [modal('Every field', fields, wrong)] }),
  latchkey: screenWith(cards),
  talk: screenWith(talk),
  home: screenWith(cards, { home: view(home) }),
  form: screenWith(cards, { modals: [view(form)] }),
  empty: screenWith(cards, { modals: [view(emptyForm)] }),
  pushed: screenWith(cards, { modals: [view(form), view({ ...form, title: plain('On top') }, { id: 'V2' })] }),
  privacy: screenWith(inOrder(privacy)),
  findings: screenWith(inOrder(drifts)),
  files: screenWith([message({ text: '*Evidence*: 1 to 26 November' }, 3, { files })]),
  evidence: screenWith([], { modals: [view(evidence)] }),
  adopt: screenWith([], { modals: [view(adopt)] }),
  explain: screenWith([], { modals: [view(explain)] }),
  many: screenWith(many, { home: view(fullHome) }),
};

/** What was entered is kept, as the server does. */
function enter(screen: Screen, act: Extract<Act, { kind: 'enter' }>): Screen {
  const place = act.at;
  if (!('view' in place)) return screen;
  const entered = (one: ViewOnScreen): ViewOnScreen => ({
    ...one,
    state: { ...one.state, [act.blockId]: { ...one.state[act.blockId], [act.actionId]: act.value } },
  });
  return { ...screen, modals: screen.modals.map((one) => (one.id === place.view ? entered(one) : one)) };
}

function Show({ name }: { name: string }) {
  const [screen, setScreen] = useState(() => shows[name] ?? shows.blocks!);
  const act = useCallback(async (one: Act): Promise<Acted> => {
    const acted = await answer(one);
    if (one.kind === 'enter') setScreen((before) => structuredClone(enter(before, one)));
    if (one.kind === 'close') setScreen((before) => ({ ...before, modals: before.modals.slice(0, -1) }));
    if (one.kind === 'say' || one.kind === 'command') {
      const said = message({ text: one.text }, -(Date.now() % 1000) / 1e6, { ...fromAna, channel: one.channel });
      const ts = `${Date.now() / 1000}`;
      setScreen((before) => ({
        ...before,
        messages: {
          ...before.messages,
          [one.channel]: [...(before.messages[one.channel] ?? []), { ...said, ts }],
        },
      }));
    }
    return acted;
  }, []);
  return <SlackDesk screen={screen} act={act} />;
}

const Frame = ({ children }: { children: ReactNode }) => (
  <div className="gallery-page">
    <nav className="gallery-nav" aria-label="Gallery">
      {Object.keys(shows).map((one) => (
        <a key={one} href={`?show=${one}`}>
          {one}
        </a>
      ))}
    </nav>
    <div className="gallery-desk">{children}</div>
  </div>
);

const wanted = new URLSearchParams(location.search);
const theme = wanted.get('theme');
if (theme) document.documentElement.dataset.theme = theme;
const place = document.getElementById('page');
if (!place) throw new Error('gallery.html has no place for the page');
createRoot(place).render(
  <StrictMode>
    <Frame>
      <Show name={wanted.get('show') ?? 'blocks'} />
    </Frame>
  </StrictMode>,
);
