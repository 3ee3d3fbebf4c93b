import { expect, it } from 'vitest';
import { OPEN_METRICS, OPEN_METRICS_0_0_1, TEXT } from '../exposition/format.js';
import { negotiateFormat } from './media-type.js';

const PROMETHEUS_2 =
  'application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1';
const PROMETHEUS_3 =
  'application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2';

it.each([
  [undefined, TEXT],
  ['', TEXT],
  ['*/*', TEXT],
  ['text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', TEXT],
  ['application/json', TEXT],
  ['text/plain', TEXT],
  ['TEXT/PLAIN; Version=0.0.4', TEXT],
  ['text/plain;version=1.0.0', TEXT],
  ['text/*;q=0.9, application/openmetrics-text;q=0.8', TEXT],
  [PROMETHEUS_2, OPEN_METRICS],
  [PROMETHEUS_3, OPEN_METRICS],
  ['application/openmetrics-text', OPEN_METRICS],
  ['application/openmetrics-text; version="1.0.0"; charset=utf-8', OPEN_METRICS],
  ['application/*', OPEN_METRICS],
  ['application/openmetrics-text;version=0.0.1', OPEN_METRICS_0_0_1],
  [
    'application/openmetrics-text;version=1.0.0;q=0.2, application/openmetrics-text;version=0.0.1;q=0.3',
    OPEN_METRICS_0_0_1,
  ],
  ['application/openmetrics-text;version=2.0.0', TEXT],
  ['application/openmetrics-text;version=2.0.0, application/openmetrics-text;version=1.0.0;q=0.1', OPEN_METRICS],
  ['application/openmetrics-text;q=0, */*', TEXT],
  ['text/plain;q=0, */*', OPEN_METRICS],
  ['text/plain;q=0.1, */*;q=0.5', OPEN_METRICS],
  ['*/*;q=0', TEXT],
  ['application/openmetrics-text;q=0.5, text/plain;q=0.5', OPEN_METRICS],
  ['text/plain;q=0.5, application/openmetrics-text;q=0.5', TEXT],
  ['application/openmetrics-text;q=0.5, text/plain;version=0.0.4;q=0.5', TEXT],
  ['application/openmetrics-text;q=high, text/plain;q=0.9', OPEN_METRICS],
  [',;,;q=1,=;=,', TEXT],
])('Accept %s', (accept, format) => expect(negotiateFormat(accept).contentType).toBe(format.contentType));
