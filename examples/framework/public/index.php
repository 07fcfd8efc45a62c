<?php

// The whole site: says which version answers, and whether its Redis does.

declare(strict_types=1);

require dirname(__DIR__) . '/src/redis.php';

$version = (string) getenv('APP_VERSION');
header('Content-Type: text/plain; charset=utf-8');

try {
    open_redis()->ping();
    echo "Slipway example {$version}: Redis answers\n";
} catch (RedisException $problem) {
    http_response_code(503);
    error_log('Redis: ' . $problem->getMessage());
    echo "Slipway example {$version}: Redis does not answer\n";
}
