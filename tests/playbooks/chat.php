<?php
// An application that speaks HTTP itself: a page that says its version, and websockets that say back what they are told. On SIGTERM it takes no
// more connections, and ends when its websockets have.
$version = getenv('APP_VERSION');
$listener = stream_socket_server('tcp://0.0.0.0:9000');
$clients = $open = [];
$ends = false;
pcntl_async_signals(true);
pcntl_signal(SIGTERM, function () use (&$ends) { $ends = true; });

function answer(string $request): array {
    global $version;
    if (preg_match('/^Sec-WebSocket-Key: *(\S+)/mi', $request, $key)) {
        $accept = base64_encode(sha1($key[1] . '258EAFA5-E914-47DA-95CA-C5AB0DC85B11', true));
        return ["HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: $accept\r\n\r\n", true];
    }
    $page = "application $version: Redis answers\n";
    return ["HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: " . strlen($page) . "\r\n\r\n$page", false];
}

// One short text frame of a client, which is masked: its text; null when the client goes.
function text(string $frame): ?string {
    if (strlen($frame) < 6 || (ord($frame[0]) & 15) !== 1) return null;
    return substr($frame, 6) ^ str_repeat(substr($frame, 2, 4), 32);
}

// What a client sends: whether it stays.
function stays($stream): bool {
    global $open, $version;
    $number = (int) $stream;
    $said = fread($stream, 4096);
    if ($said === '' || $said === false) return false;
    if (isset($open[$number])) {
        $word = text($said);
        if ($word !== null) fwrite($stream, "\x81" . chr(strlen("$version $word")) . "$version $word");
        return $word !== null;
    }
    [$reply, $stays] = answer($said);
    fwrite($stream, $reply);
    if ($stays) $open[$number] = true;
    return $stays;
}

while (!$ends || $open) {
    if ($ends && $listener) {  // here and not in the handler: what is closed must not be read from
        fclose($listener);
        $listener = null;
    }
    $read = array_filter([$listener, ...$clients]);
    $write = $except = null;
    if (!@stream_select($read, $write, $except, 1)) continue;
    foreach ($read as $stream) {
        if ($stream === $listener) {
            $clients[] = stream_socket_accept($listener);
        } elseif (!stays($stream)) {
            unset($open[(int) $stream]);
            fclose($stream);
        }
    }
    $clients = array_filter($clients, 'is_resource');
}
