import type { Diagnostics } from '../diagnostics.js';
import type { Delivery } from './delivery.js';
import type { Signal } from './otlp-exporters.js';

const NOUNS: Readonly<Record<Signal, string>> = { traces: 'spans', metrics: 'metrics' };

/** Says once how sending fails. `host`: whom it is sent to, without anything secret. */
export const reportDelivery = (
  diagnostics: Diagnostics,
  signal: Signal,
  host: string,
  outcome: Delivery['outcome'],
  reason: string,
): void => {
  if (outcome === 'unreachable') {
    diagnostics.warnOnce(
      'ASTROLABE_EXPORT_UNREACHABLE',
      `${NOUNS[signal]} cannot be sent to ${host} (${reason}); it is tried again, and what finds no room is dropped and ` +
        `counted; ${unreachableRemedy(reason)}`,
    );
  } else if (outcome === 'refused') {
    diagnostics.warnOnce(
      'ASTROLABE_EXPORT_REFUSED',
      `${host} refuses ${NOUNS[signal]} (${reason}), and they are dropped and counted; check ` +
        'OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_EXPORTER_OTLP_HEADERS and OTEL_EXPORTER_OTLP_PROTOCOL',
    );
  }
};

const unreachableRemedy = (reason: string): string =>
  /CERT|SELF_SIGNED|UNABLE_TO_|ALTNAME/.test(reason)
    ? 'if it is to be trusted, set OTEL_EXPORTER_OTLP_CERTIFICATE to the file of its certificate'
    : 'see that the collector runs, and that OTEL_EXPORTER_OTLP_ENDPOINT is its address for HTTP, with https:// where it speaks TLS';

export const reportFullQueue = (diagnostics: Diagnostics): void =>
  diagnostics.warnOnce(
    'ASTROLABE_EXPORT_QUEUE_FULL',
    'more spans are kept than are sent, and further ones are dropped and counted; keep fewer by ASTROLABE_TRACE_RATIO, ' +
      'or raise OTEL_BSP_MAX_QUEUE_SIZE',
  );

export const reportMissingPackage = (diagnostics: Diagnostics, signal: Signal, packageName: string): void =>
  diagnostics.warnOnce(
    'ASTROLABE_EXPORT_PACKAGE_MISSING',
    `${NOUNS[signal]} have an endpoint and nothing to be sent with; run ${installCommand([packageName])}`,
  );

/** The exporters want OpenTelemetry's API beside them, which npm installs and others do not. */
export const installCommand = (packageNames: readonly string[]): string =>
  `npm install ${[...new Set(packageNames)].join(' ')} @opentelemetry/api`;

/** Whom a URL leads to: nothing else of it is shown. */
export const hostOf = (url: string): string => new URL(url).host;
