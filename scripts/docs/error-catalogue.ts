/** What a code means and what to do about it: one line of `docs/errors.md`. */
export interface ErrorEntry {
  readonly meaning: string;
  readonly remedy: string;
}

/** Every code that Astrolabe throws, warns with or logs; a test holds this list to the sources. */
export const errorCatalogue: Readonly<Record<string, ErrorEntry>> = {
  ASTROLABE_ADMIN_HOST_UNUSED: {
    meaning: '`ASTROLABE_ADMIN_HOST` is set and no admin port is, so nothing listens there.',
    remedy: 'Set `ASTROLABE_ADMIN_PORT` as well, for example to 9464, or remove the host.',
  },
  ASTROLABE_ADMIN_PORT_CLOSED: {
    meaning: 'The admin port can be reached from other machines and no token is set; its private endpoints are closed.',
    remedy: 'Set `ASTROLABE_TOKEN`, or leave `ASTROLABE_ADMIN_HOST` on loopback.',
  },
  ASTROLABE_ADMIN_PORT_UNAVAILABLE: {
    meaning: 'The admin port could not be opened: another process has it, or its address is not one of this machine.',
    remedy:
      'Set `ASTROLABE_ADMIN_PORT` to a port of its own for each process, or to 0 for any, and `ASTROLABE_ADMIN_HOST` to an address of this machine.',
  },
  ASTROLABE_BODY_TOO_LARGE: {
    meaning: 'A request to one of the endpoints of Astrolabe has a larger body than that endpoint reads.',
    remedy: 'Send less.',
  },
  ASTROLABE_BURN_FACTOR_INVALID: {
    meaning: 'A burn rate is asked about that cannot be exceeded: factor × (1 − target) is 1 or more.',
    remedy: 'Choose a smaller factor, such as 6, 3, 2 or 1.',
  },
  ASTROLABE_CLOSER_FAILED: {
    meaning: 'What was to be closed at a shutdown threw; the others were closed.',
    remedy: 'Correct the function that was given to `onShutdown`, by the name in the line.',
  },
  ASTROLABE_CLOSER_LATE: {
    meaning: 'What was to be closed at a shutdown took longer than its share of the time; the others were closed.',
    remedy:
      'Let it give up when its `signal` is aborted, or raise `ASTROLABE_SHUTDOWN_TIMEOUT`. One of metrics or spans waits for a collector that does not answer.',
  },
  ASTROLABE_COLLECT_FAILED: {
    meaning: "The `collect` of one of the bot's own prom-client metrics threw; the page is served without that metric.",
    remedy: 'Correct the `collect` of the metric that the line names.',
  },
  ASTROLABE_COLLECT_STUCK: {
    meaning:
      "The `collect` of one of the bot's own prom-client metrics takes too long; the page is served without that metric.",
    remedy: 'Let the `collect` of the metric that the line names give up sooner.',
  },
  ASTROLABE_DISK_SILENT: {
    meaning: 'The disk that is watched has not answered for half a minute; its metrics are absent until it does.',
    remedy: 'Check the mount, or set `ASTROLABE_DISK_PATH` to a path on a local disk.',
  },
  ASTROLABE_DISK_UNREADABLE: {
    meaning: 'The path of the disk to watch is not there, or may not be read; the metrics of the disk are absent.',
    remedy: 'Set `ASTROLABE_DISK_PATH` to a path that is there, or leave it out to watch the working directory.',
  },
  ASTROLABE_ENDPOINT_CONFLICT: {
    meaning: 'Variables put two endpoints of Astrolabe at one path; the first alone is served.',
    remedy: 'Set one of the variables that the line names to another path.',
  },
  ASTROLABE_ENDPOINT_FAILED: {
    meaning: 'An endpoint of Astrolabe threw; it was answered with 500, and the bot goes on.',
    remedy: 'If a check or a registry of the bot is behind it, correct that; otherwise report it.',
  },
  ASTROLABE_EXCEPTION_FLOOD: {
    meaning: 'More exceptions came within ten seconds than are reported; further ones are counted.',
    remedy: 'Look at `astrolabe_exceptions_total` for which, and correct what fails.',
  },
  ASTROLABE_EXCEPTION_UNSEEN: {
    meaning: 'Express answered an exception with a 500 that Astrolabe did not see: the route was added late.',
    remedy: 'Put `app.use(errorHandler())` after the last route.',
  },
  ASTROLABE_EXPORT_PACKAGE_MISSING: {
    meaning: 'An endpoint for spans or metrics is set, and the package that sends them is not installed.',
    remedy: 'Run the `npm install` of the line in the folder of the bot.',
  },
  ASTROLABE_EXPORT_QUEUE_FULL: {
    meaning: 'More spans are kept than can be sent; further ones are dropped and counted.',
    remedy: 'Keep fewer by `ASTROLABE_TRACE_RATIO`, or raise `OTEL_BSP_MAX_QUEUE_SIZE`.',
  },
  ASTROLABE_EXPORT_REFUSED: {
    meaning: 'The collector answers spans or metrics with an error that trying again would not change.',
    remedy:
      'Check the endpoint, its headers and its protocol: `OTEL_EXPORTER_OTLP_ENDPOINT`, `OTEL_EXPORTER_OTLP_HEADERS`, `OTEL_EXPORTER_OTLP_PROTOCOL`.',
  },
  ASTROLABE_EXPORT_UNREACHABLE: {
    meaning: 'The collector cannot be reached, or asks for patience; it is tried again, and drops are counted.',
    remedy: 'See that the collector runs, and that `OTEL_EXPORTER_OTLP_ENDPOINT` is its address for HTTP.',
  },
  ASTROLABE_EXPORTER_FAILED: {
    meaning: 'A part that sends kept transactions on threw; the other parts received the transaction.',
    remedy: 'Report it, with the name in the line.',
  },
  ASTROLABE_INSTRUMENTATION_FAILED: {
    meaning: 'An instrumentation could not be enabled; the others are, and the bot goes on.',
    remedy: 'Report it, with the line.',
  },
  ASTROLABE_LEVEL_INVALID: {
    meaning: '`setLevel()` was given something that is no level.',
    remedy: 'Give `off`, `metrics`, `no_child_spans`, `full` or `auto`.',
  },
  ASTROLABE_LEVEL_LOWERED: {
    meaning:
      'Astrolabe took more of the CPU time of the process than it may, and more than 20 µs for each transaction, so it ' +
      'records less: first no child spans, then requests and turns alone, then nothing. It tries more again by itself.',
    remedy:
      'Look at what has changed: a processor or an exporter of your own, a flood of spans. `ASTROLABE_OVERHEAD_BUDGET` ' +
      'allows more.',
  },
  ASTROLABE_LABEL_UNDECLARED: {
    meaning:
      'A metric was given no value for one of its labels, or one that was not declared; it is counted under the value `other`.',
    remedy: 'Declare the value, or give it as it is declared.',
  },
  ASTROLABE_METERS_OFF: {
    meaning:
      "Meters of OpenTelemetry's API count nothing: `@opentelemetry/sdk-metrics` is not installed, or could not be started or read.",
    remedy: 'Install `@opentelemetry/sdk-metrics` beside the bot, or register a `MeterProvider` of your own.',
  },
  ASTROLABE_METRIC_CLASH: {
    meaning: 'The bot has a prom-client metric of the same name; its own keeps the name, and ours is prefixed.',
    remedy: "Rename the bot's metric, and restart, to have ours under its own name.",
  },
  ASTROLABE_METRIC_CONFLICT: {
    meaning: 'A metric of this name is declared already, with another type, other labels or other edges.',
    remedy: 'Choose another name, or declare it alike.',
  },
  ASTROLABE_METRIC_FAILED: {
    meaning: 'A metric could not be written to the page; the metrics after it are there.',
    remedy: 'If the metric reads a value of the bot, correct that; otherwise report it.',
  },
  ASTROLABE_METRIC_INVALID: {
    meaning: "A metric's name, labels or edges are none that Prometheus could read.",
    remedy: 'Follow the rule that the message states.',
  },
  ASTROLABE_METRIC_TWIN: {
    meaning: 'Two copies of prom-client in the process have a metric of the same name; the first loaded is shown.',
    remedy: 'Let the bot and its libraries share one prom-client, or give its registry as the option `registry`.',
  },
  ASTROLABE_NOT_CALLED: {
    meaning: 'The bot has `app.use(astrolabe)` without parentheses; its requests pass, and nothing is on.',
    remedy: 'Write `app.use(astrolabe())`.',
  },
  ASTROLABE_OBJECTIVE_CONFLICT: {
    meaning: 'An objective is declared twice with different values, or in code as well as in `ASTROLABE_SLO`.',
    remedy: 'Choose another name, or declare it in one place; what code says is in force.',
  },
  ASTROLABE_OBJECTIVE_INVALID: {
    meaning: 'An objective has a name, metric, threshold, target or window that cannot be kept or measured.',
    remedy: 'Follow the rule that the message states.',
  },
  ASTROLABE_OBJECTIVE_JUDGE_FAILED: {
    meaning:
      "The `judge` of an objective threw, or returned no judgement; that series' events count by their time alone.",
    remedy: 'Correct the `judge` of the objective that the line names.',
  },
  ASTROLABE_OBJECTIVE_LATE: {
    meaning:
      'An objective is for a metric that is no histogram, or that was observed before without an edge at the threshold.',
    remedy: 'Declare the objective before the first observation, or choose one of the edges that the message lists.',
  },
  ASTROLABE_OBJECTIVE_UNKNOWN: {
    meaning: '`ASTROLABE_SLO` names an objective that no part brings, and that is no histogram either; it is left out.',
    remedy: 'Correct the name, or declare the objective with `objective()`.',
  },
  ASTROLABE_OBJECTIVE_WITHOUT_METRIC: {
    meaning: 'A minute after its declaration there is no histogram of the name that an objective has.',
    remedy: 'Declare the histogram, or name one of those that the line lists.',
  },
  ASTROLABE_OPENTELEMETRY_REFUSED: {
    meaning:
      'An OpenTelemetry SDK was started after the server of the bot, with a copy of `@opentelemetry/api` that is in a bundle or of another version, and could not be registered: its spans are lost.',
    remedy: 'Start the SDK before the bot listens.',
  },
  ASTROLABE_OPTION_INVALID: {
    meaning: 'An option given in code is unknown or has a wrong value; nothing was started.',
    remedy: 'Give a value of the shape that the message states; see [the configuration](configuration.md).',
  },
  ASTROLABE_PROCESSOR_FAILED: {
    meaning: 'A part that reads finished transactions threw; the other parts received the transaction.',
    remedy: 'Report it, with the name in the line.',
  },
  ASTROLABE_REGISTRATION_FAILED: {
    meaning: "A metric of Astrolabe could not be registered in the bot's prom-client registry.",
    remedy: 'Scrape `/metrics` for it, and report it with the name in the line.',
  },
  ASTROLABE_REGISTRY_FAILED: {
    meaning: "The bot's prom-client registry threw when it was read; the page is served without its metrics.",
    remedy: 'Check that the registry is one of prom-client.',
  },
  ASTROLABE_REGISTRY_INVALID: {
    meaning: 'What was given as a prom-client registry is none.',
    remedy: "Give prom-client's `register`, or a `Registry` of your own.",
  },
  ASTROLABE_REPORTER_FAILED: {
    meaning: 'An error reporter threw; the other reporters got the exception.',
    remedy: 'Report it, with the name in the line.',
  },
  ASTROLABE_ROUTE_INVALID: {
    meaning: 'A route was named by an address, or by what is no text; the request is counted without a route.',
    remedy: "Name the route's pattern, such as `/users/:id`.",
  },
  ASTROLABE_SERIES_OVERFLOW: {
    meaning:
      'A metric has reached its limit of series; further label values share the series `otel_metric_overflow="true"`, of the request metrics the route `(other)`.',
    remedy:
      'Use fewer values, or raise the limit: `maxSeries` where it is declared, `ASTROLABE_MAX_SERIES` for the request metrics.',
  },
  ASTROLABE_SHUTDOWN_CUT: {
    meaning: 'A shutdown had no more time for what was at work: requests, or turns without a reply.',
    remedy: 'Raise `ASTROLABE_SHUTDOWN_TIMEOUT`, and what the platform gives until it kills.',
  },
  ASTROLABE_START_FAILED: {
    meaning: 'The automatic start failed; the bot runs without Astrolabe.',
    remedy: 'Report it, with the line.',
  },
  ASTROLABE_STARTED_TWICE: {
    meaning: 'Astrolabe was started a second time with options; those of the first start are in force.',
    remedy: 'Give all options to the first call.',
  },
  ASTROLABE_STATE_SHARED: {
    meaning: 'Another process writes the file of `ASTROLABE_STATE` as well; it is left to that process.',
    remedy: 'Give each process a file of its own.',
  },
  ASTROLABE_STATE_UNUSABLE: {
    meaning:
      'The file of `ASTROLABE_STATE` cannot be read or written, is damaged, or is of another service; it is never replaced.',
    remedy: 'Follow the remedy of the line: make its folder, or move the file away.',
  },
  ASTROLABE_SUBSCRIBER_FAILED: {
    meaning: 'Astrolabe failed while it listened to the bot; the request was answered, and may not have been counted.',
    remedy: 'Report it, with the name in the line.',
  },
  ASTROLABE_TASK_FAILED: {
    meaning: 'A background task of Astrolabe threw; it runs again when it is due.',
    remedy: 'Report it, with the name in the line.',
  },
  ASTROLABE_VALUE_REFUSED: {
    meaning:
      'A metric was given a value that it does not record: no number, not finite, or below zero; of unique counts, no user.',
    remedy: 'Give the metric that the line names what it measures, and leave the call out where there is nothing.',
  },
  ASTROLABE_VARIABLE_INVALID: {
    meaning: 'An environment variable has a wrong value; the default is used.',
    remedy: 'Set it to the shape that the line states; see [the configuration](configuration.md).',
  },
  ASTROLABE_VARIABLE_UNKNOWN: {
    meaning: 'A variable begins with `ASTROLABE_` and is none of ours.',
    remedy: 'Correct its spelling, or remove it.',
  },
  ASTROLABE_WATCH_INVALID: {
    meaning: '`watch()` was given something that is no client or no option it knows, or a name that cannot be a label.',
    remedy: 'Give it one of the clients or options that the message names.',
  },
  ASTROLABE_WATCH_LATE: {
    meaning:
      'A client had connected before it was given to `watch()`, and its library tells nothing of what is asked through it.',
    remedy: 'Call `watch()` before the client connects, or create it with the option that the message names.',
  },
};
