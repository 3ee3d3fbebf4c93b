/**
 * The names of OpenTelemetry's semantic conventions for messaging, which are in development: all that we use of them are
 * in this file. The metrics are in Prometheus' spelling.
 */
export const MESSAGING_SYSTEM = 'messaging.system';
export const MESSAGING_OPERATION_NAME = 'messaging.operation.name';
export const MESSAGING_OPERATION_TYPE = 'messaging.operation.type';
export const MESSAGING_DESTINATION_NAME = 'messaging.destination.name';

export const PROCESS_DURATION = 'messaging_process_duration_seconds';
export const OPERATION_DURATION = 'messaging_client_operation_duration_seconds';
