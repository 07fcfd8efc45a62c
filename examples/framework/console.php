<?php

// The application's commands: queue:work runs the jobs of the queue, scheduler:run puts a job there every minute.

declare(strict_types=1);

require __DIR__ . '/src/redis.php';

$stopping = false;
pcntl_async_signals(true);
foreach ([SIGTERM, SIGINT] as $signal) {
    // As the container's first process PHP would ignore the signal, and every stop would take Docker's ten seconds.
    pcntl_signal($signal, function () use (&$stopping): void {
        $stopping = true;
    });
}

function say(string $words): void
{
    echo date('c') . ' ' . getenv('APP_VERSION') . ' ' . $words . "\n";
}

function work(Redis $redis): void
{
    $job = $redis->brPop(['jobs'], 1);
    if ($job) {
        say("job done: {$job[1]}");
    }
}

function schedule(Redis $redis): void
{
    // "nx": of several schedulers only one puts this minute's job there.
    if ($redis->set('scheduled:' . date('YmdHi'), '1', ['nx', 'ex' => 120])) {
        $redis->lPush('jobs', 'minute ' . date('H:i'));
    }
    sleep(1);
}

$step = ['queue:work' => 'work', 'scheduler:run' => 'schedule'][$argv[1] ?? ''] ?? null;
if ($step === null) {
    fwrite(STDERR, "usage: php console.php queue:work | scheduler:run\n");
    exit(64);
}

say("{$argv[1]} starts");
$redis = open_redis();
while (!$stopping) {
    try {
        $redis ??= open_redis();
        $step($redis);
    } catch (RedisException $problem) {
        // A deploy replaces Redis before it stops us. One that died of that would be started again, and be asked to stop
        // before it listens to signals.
        say("no Redis: {$problem->getMessage()}");
        $redis = null;
        sleep(1);
    }
}
say("{$argv[1]} stops");
