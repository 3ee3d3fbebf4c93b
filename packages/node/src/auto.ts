import { startAutomatically } from './automatic-start.js';

startAutomatically();
