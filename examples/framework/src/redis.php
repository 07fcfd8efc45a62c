<?php

declare(strict_types=1);

/** The stack's Redis, opened and logged in; throws RedisException when it cannot be had. */
function open_redis(): Redis
{
    $redis = new Redis();
    $redis->connect((string) getenv('REDIS_HOST'), (int) getenv('REDIS_PORT'), 2.0);
    $redis->auth((string) getenv('REDIS_PASSWORD'));

    return $redis;
}
