import { expect, it } from 'vitest';
import { labelName, metricName } from './prometheus-names.js';

it.each([
  ['http.server.request.duration', 's', 'histogram', 'http_server_request_duration_seconds'],
  ['wait_seconds', 's', 'histogram', 'wait_seconds'],
  ['charts', '', 'counter', 'charts_total'],
  ['charts_total', '1', 'counter', 'charts_total'],
  ['charts', '{chart}', 'counter', 'charts_total'],
  ['disk.io', 'By', 'counter', 'disk_io_bytes_total'],
  ['disk.speed', 'By/s', 'gauge', 'disk_speed_bytes_per_second'],
  ['visits', '{visit}/min', 'gauge', 'visits_per_minute'],
  ['full', '1', 'gauge', 'full_ratio'],
  ['moon.phase', 'furlong', 'gauge', 'moon_phase_furlong'],
  ['a--b..c', '', 'gauge', 'a_b_c'],
  ['3d.charts', '', 'gauge', '_3d_charts'],
  ['größe', '', 'gauge', 'gr_e'],
  ['', 'constructor', 'gauge', '__constructor'],
] as const)('%s in %j as a %s is %s', (name, unit, type, spelled) => {
  expect(metricName(name, unit, type)).toBe(spelled);
});

it.each([
  ['http.route', 'http_route'],
  ['le', 'attribute_le'],
  ['quantile', 'attribute_quantile'],
  ['__name__', '_name_'],
  ['a:b', 'a_b'],
  ['7', '_7'],
])('the attribute %s is the label %s', (name, label) => {
  expect(labelName(name)).toBe(label);
});
