'use strict';

// The negative control: the same bot, in which nothing counts.
exports.installInExpress = () => undefined;
exports.installInFastify = () => undefined;
