import { ratioOption } from '../config/option-kinds.js';

export const governorOptions = {
  overheadBudget: ratioOption(
    {
      env: ['ASTROLABE_OVERHEAD_BUDGET'],
      fallback: 0.02,
      description:
        'The most that Astrolabe may take of the CPU time of the process. Above it, and above 20 µs for each ' +
        'transaction, it records less, step by step.',
    },
    '0.02',
  ),
};
