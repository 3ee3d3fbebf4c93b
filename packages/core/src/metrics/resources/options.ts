import { durationOption } from '../../config/duration.js';
import { textOption } from '../../config/option-kinds.js';

/** The options of the resources. */
export const resourceOptions = {
  resourceInterval: durationOption(
    {
      env: ['ASTROLABE_RESOURCE_INTERVAL'],
      fallback: '10s',
      description: 'How often CPU, event loop, disk and open files are looked at; what is a share is one of this time.',
    },
    '1s',
    '5m',
  ),
  diskPath: textOption<string | undefined>(
    {
      env: ['ASTROLABE_DISK_PATH', 'RAILWAY_VOLUME_MOUNT_PATH'],
      fallback: undefined,
      description: 'A path on the disk whose room is watched; without one, the working directory.',
    },
    'a path',
    '/data',
  ),
};
