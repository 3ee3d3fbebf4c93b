/**
 * What the compiler refuses and takes. `pnpm typecheck` is the test: an error that is expected here and does not come is
 * an error itself. Nothing of this is run.
 */
import { counter, gauge, histogram, uniqueCount } from '@astrolabe/node';

declare const usage: { readonly cost?: number; readonly user?: string };

const charts = counter('charts_total', { kind: ['natal', 'transit'], source: 'open' });
charts.inc({ kind: 'natal', source: 'menu' });
charts.inc({ kind: 'transit', source: 'menu' }, 3);
charts.labels({ kind: 'natal', source: 'menu' }).inc(0.5);
// @ts-expect-error: a value that is not declared
charts.inc({ kind: 'synastry', source: 'menu' });
// @ts-expect-error: a value that is not declared, of a series that is kept
charts.labels({ kind: 'synastry', source: 'menu' });
// @ts-expect-error: a missing label
charts.inc({ kind: 'natal' });
// @ts-expect-error: no labels at all
charts.inc();
// @ts-expect-error: one label too many
charts.inc({ kind: 'natal', source: 'menu', phone: '447700900123' });
// @ts-expect-error: a label that is no text
charts.inc({ kind: 'natal', source: 7 });
// @ts-expect-error: a value that is no number
charts.inc({ kind: 'natal', source: 'menu' }, '1');
// @ts-expect-error: a value that may be missing would count as nothing, and not as one
charts.inc({ kind: 'natal', source: 'menu' }, usage.cost);
// @ts-expect-error: a counter does not go down
charts.dec({ kind: 'natal', source: 'menu' });
// @ts-expect-error: a counter is not set
charts.set({ kind: 'natal', source: 'menu' }, 1);
// @ts-expect-error: a counter's name ends with _total
counter('charts');
// @ts-expect-error: labels are lists
counter('charts_total', { kind: 'natal' });

const plain = counter('plain_total', undefined, { help: 'Plain.' });
plain.inc();
plain.inc(2);
// @ts-expect-error: a value that is no number
plain.inc('2');
// @ts-expect-error: a value that may be missing
plain.inc(usage.cost);

const open = gauge('open_readings', { kind: ['natal'] });
open.set({ kind: 'natal' }, -1);
open.inc({ kind: 'natal' });
open.dec({ kind: 'natal' }, 2);
// @ts-expect-error: a value that is not declared
open.set({ kind: 'transit' }, 1);
// @ts-expect-error: no value
open.set({ kind: 'natal' });

const draw = histogram('draw_seconds', { kind: ['natal'] });
draw.observe({ kind: 'natal' }, 0.4);
// @ts-expect-error: a value that is not declared
draw.observe({ kind: 'transit' }, 0.4);
// @ts-expect-error: nothing observed
draw.observe({ kind: 'natal' });
histogram('wait_seconds').observe(1);
histogram('wait_seconds', {}, { edges: [1, 2] }).observe(1);
histogram('answer_tokens', {}, { edges: [100, 1_000] }).observe(512);
// @ts-expect-error: only durations have edges by default
histogram('answer_tokens', {});
// @ts-expect-error: a histogram's name ends with its unit
histogram('answer', {}, { edges: [1] });

const users = uniqueCount('feature_users', { feature: ['natal', 'transit'] });
users.add({ feature: 'natal' }, '447700900123');
users.add({ feature: 'natal' }, 123_456_789);
uniqueCount('visitors').add(5n);
// @ts-expect-error: a value that is not declared
users.add({ feature: 'synastry' }, '447700900123');
// @ts-expect-error: a user that may be missing
users.add({ feature: 'natal' }, usage.user);
// @ts-expect-error: a user and no label
users.add('447700900123');
