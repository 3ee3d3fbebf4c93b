import { performance } from 'node:perf_hooks';
import type { Clock } from '../../clock.js';
import type { MetricStore } from '../store.js';
import type { Host } from './host.js';
import { observeNumber, onceAPage } from './observed.js';
import type { OpenFiles } from './open-files.js';
import { parseMaxOpenFiles, parseStatus } from './process-files.js';

interface ProcessSources {
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly host: Host;
  readonly openFiles: OpenFiles;
}

/**
 * The metrics of a process under the names that all of Prometheus' client libraries give them. Sources: "Writing client
 * libraries", process metrics; prom-client's default metrics.
 */
export const declareProcessMetrics = (metrics: MetricStore, { clock, host, openFiles }: ProcessSources): void => {
  const declare =
    (type: 'counter' | 'gauge') =>
    (name: string, help: string, read: () => number | undefined): void =>
      observeNumber(metrics, { name, type, help, yields: true }, read);
  const counter = declare('counter');
  const gauge = declare('gauge');
  const cpu = onceAPage(clock, () => host.cpuUsage());
  const status = onceAPage(clock, () => parseStatus(host.read('/proc/self/status')));

  counter('process_cpu_user_seconds_total', 'User CPU time of the process.', () => cpu().userSeconds);
  counter('process_cpu_system_seconds_total', 'System CPU time of the process.', () => cpu().systemSeconds);
  counter(
    'process_cpu_seconds_total',
    'User and system CPU time of the process.',
    () => cpu().userSeconds + cpu().systemSeconds,
  );
  gauge(
    'process_start_time_seconds',
    'When the process started, in seconds since 1970.',
    () => performance.timeOrigin / 1_000,
  );
  gauge(
    'process_resident_memory_bytes',
    'Memory of the process that is in RAM.',
    () => status()?.residentBytes ?? host.residentBytes(),
  );
  gauge('process_virtual_memory_bytes', 'Address space of the process. Linux only.', () => status()?.virtualBytes);
  gauge('process_heap_bytes', 'Data segment of the process. Linux only.', () => status()?.dataBytes);
  gauge('process_threads', 'Threads of the process. Linux only.', () => status()?.threads);
  gauge('process_open_fds', 'Open file descriptors. Linux only.', () => openFiles.count);
  gauge('process_max_fds', 'File descriptors that may be open. Linux only.', () =>
    parseMaxOpenFiles(host.read('/proc/self/limits')),
  );
};
