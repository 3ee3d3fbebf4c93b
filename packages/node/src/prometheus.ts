export { type PromClientRegister, registerInto } from '@astrolabe/prometheus';
