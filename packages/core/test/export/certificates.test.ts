import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '@astrolabe/core/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ExportingBot, exportingBot } from './bot.js';
import { CERTIFICATE, KEY } from './certificate.js';
import { type Collector, startCollector } from './collector.js';

let folder: string;
let files: Readonly<Record<'certificate' | 'key' | 'text', string>>;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'astrolabe-certificates-'));
  files = { certificate: join(folder, 'collector.pem'), key: join(folder, 'key.pem'), text: join(folder, 'notes.txt') };
  writeFileSync(files.certificate, CERTIFICATE);
  writeFileSync(files.key, KEY);
  writeFileSync(files.text, 'none');
});
afterAll(() => rmSync(folder, { recursive: true }));

let collector: Collector;
let bot: ExportingBot;
beforeEach(async () => {
  collector = await startCollector(0, { cert: CERTIFICATE, key: KEY, ca: CERTIFICATE, requestCert: true });
});
afterEach(async () => {
  await bot.dispose();
  await collector.close();
});
const startBot = (environment: Record<string, string>): void => {
  bot = exportingBot({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, ...environment });
};
const warnings = () => bot.lines.map(({ line }) => line);

describe('a collector with a certificate of its own', () => {
  it('is trusted by its file, and shown that of the bot', async () => {
    const shown: unknown[] = [];
    collector.behave((request, response) => {
      shown.push((request.socket as import('node:tls').TLSSocket).authorized);
      response.end();
    });
    startBot({
      OTEL_METRICS_EXPORTER: 'none',
      OTEL_EXPORTER_OTLP_CERTIFICATE: files.certificate,
      OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE: files.certificate,
      OTEL_EXPORTER_OTLP_TRACES_CLIENT_KEY: files.key,
    });
    bot.keep();
    await bot.instance.stop();
    expect(bot.outcomes()).toEqual({ exported: 1 });
    expect(shown).toEqual([true]);
  });

  it('is trusted by nobody who was not told to', async () => {
    startBot({});
    bot.keep();
    await bot.instance.stop();
    expect(bot.outcomes()).toEqual({ shutdown: 1 });
    expect(warnings().join('\n')).toContain('DEPTH_ZERO_SELF_SIGNED_CERT');
  });
});

describe('a file of certificates', () => {
  it('that cannot be read, or is none, is said at the start, and the bot goes on without it', async () => {
    startBot({
      OTEL_EXPORTER_OTLP_CERTIFICATE: join(folder, 'missing.pem'),
      OTEL_EXPORTER_OTLP_CLIENT_KEY: files.text,
    });
    const said = warnings().join('\n');
    expect(said).toMatch(/OTEL_EXPORTER_OTLP_CERTIFICATE.*cannot be read \(ENOENT\).*PEM file that can be read/);
    expect(said).toMatch(/OTEL_EXPORTER_OTLP_CLIENT_KEY.*is no PEM file/);
    bot.keep();
    await eventually('it was tried', () => warnings().join('\n').includes('EXPORT_UNREACHABLE'), 8_000);
  });

  it('with a broken certificate in it is no crash', async () => {
    const broken = join(folder, 'broken.pem');
    writeFileSync(broken, CERTIFICATE.replaceAll('a', 'b'));
    startBot({ OTEL_EXPORTER_OTLP_CERTIFICATE: broken });
    bot.keep();
    await bot.instance.stop();
    expect(bot.outcomes()).toEqual({ shutdown: 1 });
    expect(warnings().join('\n')).toContain('ASTROLABE_EXPORT_UNREACHABLE');
  });
});
