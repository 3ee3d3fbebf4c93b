import { type Family, REQUEST_DURATION } from '@astrolabe/core';
import type { IsolatedRuntime } from '@astrolabe/core/testing';

type Measured = Pick<IsolatedRuntime, 'runtime'>;
const seriesOf = ({ runtime }: Measured, metric: string): ReturnType<Family['series']> =>
  runtime.metrics.family(metric)?.series() ?? [];

/** `GET /users/:id 200 3`: method, route, status and how many, of every series of requests. */
export const requestSeries = (measured: Measured): readonly string[] =>
  [...seriesOf(measured, REQUEST_DURATION)].map(({ labels, value }) => {
    const of = Object.fromEntries(labels);
    const count = typeof value === 'number' ? value : value.count;
    return `${of.http_request_method} ${of.http_route} ${of.http_response_status_code} ${count}`;
  });

/** `ChartError false 1`: class, whether it was handled and how many, of every series of exceptions. */
export const exceptionSeries = (measured: Measured): readonly string[] =>
  [...seriesOf(measured, 'astrolabe_exceptions_total')].map(
    ({ labels, value }) => `${labels.map(([, label]) => label).join(' ')} ${value}`,
  );
