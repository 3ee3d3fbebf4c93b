import { registerOpenTelemetry } from '@astrolabe/core';
import { type IsolatedRuntime, isolatedRuntime } from '@astrolabe/core/testing';
import * as api from '@opentelemetry/api';
import { afterEach, beforeEach } from 'vitest';

/** OpenTelemetry's API with Astrolabe's tracer behind it; each test has a runtime of its own. */
export class RegisteredApi {
  isolated!: IsolatedRuntime;
  /** One of the bot's, `chart` in version 1.2.3. */
  tracer!: api.Tracer;
  unregister: () => void = () => undefined;

  constructor() {
    beforeEach(() => {
      this.isolated = isolatedRuntime();
      this.unregister = registerOpenTelemetry(api, this.isolated.runtime);
      this.tracer = api.trace.getTracer('chart', '1.2.3');
    });
    afterEach(async () => {
      this.unregister();
      await this.isolated.dispose();
    });
  }

  get runtime(): IsolatedRuntime['runtime'] {
    return this.isolated.runtime;
  }
}
