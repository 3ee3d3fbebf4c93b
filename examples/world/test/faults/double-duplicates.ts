/** Loaded into a bot: what is delivered again is counted twice. */
import { replaceMethod, whenDeclared } from './bot-metrics.ts';

whenDeclared(['whatsapp_duplicates_total'], (duplicates) => {
  replaceMethod(duplicates, 'inc', (inc, values) => {
    inc(...values);
    inc(...values);
  });
});
