// The configuration of mbedtls: AES in CBC mode and nothing else, whose tables are computed (8 KB that do not compress).
#pragma once

#define MBEDTLS_AES_C
#define MBEDTLS_CIPHER_MODE_CBC
