using System.Buffers.Binary;
using System.Text;
using Qga.Linux.Interop;

namespace Qga.Linux.Sessions;

/// <summary>The records of utmp(5): who is logged in.</summary>
public static class LoginRecords
{
    /// <summary>Where ut_type is: a 16-bit number.</summary>
    public const int TypeOffset = 0;

    /// <summary>USER_PROCESS, the type of a user's session.</summary>
    public const short UserProcess = 7;

    /// <summary>Where ut_user is.</summary>
    public const int UserOffset = 44;

    /// <summary>How long ut_user is; a name of this length has no zero at its end.</summary>
    public const int UserLength = 32;

    /// <summary>sizeof(struct utmp).</summary>
    public static int RecordSize => Machine.UtmpSize(Machine.Current);

    /// <summary>Where ut_tv is.</summary>
    public static int TimeOffset => Machine.UtmpTimeOffset(Machine.Current);

    /// <summary>sizeof(ut_tv): seconds and microseconds, of the same size each.</summary>
    public static int TimeSize => Machine.UtmpTimeSize(Machine.Current);

    /// <summary>The sessions of users, in the file's order.</summary>
    /// <param name="records">The file's content; an incomplete last record is ignored.</param>
    public static List<LoginSession> Read(ReadOnlySpan<byte> records)
    {
        List<LoginSession> sessions = [];
        for (; records.Length >= RecordSize; records = records[RecordSize..])
        {
            if (BinaryPrimitives.ReadInt16LittleEndian(records[TypeOffset..]) == UserProcess)
            {
                ReadOnlySpan<byte> name = records.Slice(UserOffset, UserLength);
                int end = name.IndexOf((byte)0);
                sessions.Add(new(Encoding.UTF8.GetString(end < 0 ? name : name[..end]), Time(records[TimeOffset..])));
            }
        }

        return sessions;
    }

    private static double Time(ReadOnlySpan<byte> value) => TimeSize == 16
        ? BinaryPrimitives.ReadInt64LittleEndian(value) + (BinaryPrimitives.ReadInt64LittleEndian(value[8..]) / 1e6)
        : BinaryPrimitives.ReadUInt32LittleEndian(value) + (BinaryPrimitives.ReadInt32LittleEndian(value[4..]) / 1e6);
}

/// <summary>A login.</summary>
/// <param name="User">The account's name.</param>
/// <param name="Time">When it was, in seconds since 1970.</param>
public readonly record struct LoginSession(string User, double Time);
