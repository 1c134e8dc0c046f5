import { expect, test } from 'vitest';
import { duration, millis, rate } from '../console/format.js';
import { runs } from '../console/graph.js';
import type { Cluster, Moment, Pod } from '../console/messages.js';
import { Series } from '../console/series.js';

const moment = (given: Partial<Moment> = {}): Moment => ({ n: 0, b: 0, c: 0, w: 0, d: null, s: null, ...given });

function cluster(...pods: Partial<Pod>[]): Cluster {
  const whole = pods.map((pod) => ({ moment: moment(), history: [], silentSeconds: 0, ...pod }) as Pod);
  return { type: 'cluster', pods: whole, kept: 3 } as unknown as Cluster;
}

const connections = (moments: readonly Moment[]): number[] => moments.map(({ n }) => n);

test('a pod begins with its history, goes on moment by moment, and keeps no more than it should', () => {
  const series = new Series();
  series.take(cluster({ pod: 'a', history: [moment({ n: 1 }), moment({ n: 2 })], moment: moment({ n: 3 }) }));
  series.take(cluster({ pod: 'a', moment: moment({ n: 4 }) }));
  expect(connections(series.of('a'))).toEqual([2, 3, 4]);
});

test('pods are added up from their last moments backwards, and silent ones count for nothing', () => {
  const series = new Series();
  series.take(cluster({ pod: 'a', history: [moment({ n: 1 })], moment: moment({ n: 2 }) }, { pod: 'b', moment: moment({ n: 5 }) }));
  expect(connections(series.sum())).toEqual([1, 7]);
  series.take(cluster({ pod: 'a', moment: moment({ n: 2 }) }, { pod: 'b', moment: moment({ n: 5 }), silentSeconds: 6 }));
  expect(connections(series.sum())).toEqual([1, 7, 2]);
});

test('delays of pods are weighed by what they have written', () => {
  const series = new Series();
  series.take(cluster({ pod: 'a', moment: moment({ w: 9, d: 10, s: 30 }) }, { pod: 'b', moment: moment({ w: 1, d: 110, s: 200 }) }));
  expect(series.sum()[0]).toMatchObject({ w: 10, d: 20, s: 200 });
});

test('a line has gaps where nothing is known', () => {
  expect(runs([null, 1, 2, null, 0])).toEqual([
    [1, 3],
    [4, 5],
  ]);
});

test('numbers are as short as they can be', () => {
  expect([millis(null), millis(0.71), millis(72), millis(1_520)]).toEqual(['–', '0.7 ms', '72 ms', '1.5 s']);
  expect([rate(0.25), rate(12.4)]).toEqual(['0.3', '12']);
  expect([duration(59), duration(61), duration(7_260), duration(90_000)]).toEqual(['59 s', '1 min', '2 h 1 min', '1 d 1 h']);
});
