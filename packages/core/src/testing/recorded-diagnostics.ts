import { createDiagnostics } from '@astrolabe/core';
import type { Diagnostics, Severity } from '../diagnostics.js';

export interface RecordedLine {
  readonly severity: Severity;
  readonly line: string;
}

/** Diagnostics that write into `lines` instead of the console. */
export const recordDiagnostics = (): { readonly diagnostics: Diagnostics; readonly lines: readonly RecordedLine[] } => {
  const lines: RecordedLine[] = [];
  return { lines, diagnostics: createDiagnostics((severity, line) => lines.push({ severity, line })) };
};
